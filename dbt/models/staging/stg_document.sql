with document as (

    select * from {{ source('raw', 'document') }}

)

select
    document_sha256,
    source_name,
    source_url,
    media_type,
    reader_version,
    character_count,
    try_cast(published_on as date) as published_on,
    received_no
from document
