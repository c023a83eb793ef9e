// Packed blocks of the page: base64 of gzip.
function hasChunk(name) {
  return $(`chunk-${name}`) !== null;
}

async function unpacked(name) {
  const packed = atob($(`chunk-${name}`).textContent);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

async function chunk(name) {
  return JSON.parse(await unpacked(name));
}

// Run a library as an inline script: the content policy knows its hash.
async function runLibrary(name) {
  if (!hasChunk(name)) return;
  const script = el("script");
  script.textContent = await unpacked(name);
  document.head.append(script);
}
