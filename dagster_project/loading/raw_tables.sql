-- The raw schema of the build file: what the extracts say, and what conforming made of it.
-- One fact in one place: the loader creates these tables from this file, dbt/models/staging reads them as sources.
-- Numbers are kept as text, digit by digit as normalised from print; staging types them as exact decimals.

create schema if not exists raw;

-- One row per document read. Source: the first line of each file in raw/extracts.
create or replace table raw.document (
    document_sha256 varchar not null,   -- SHA-256 of the file's bytes, hex: the document's identity
    source_name     varchar not null,   -- file name as it came in
    source_url      varchar,            -- where it was published, if known
    media_type      varchar not null,   -- text/plain, application/pdf, ...
    reader_version  varchar not null,   -- which reader, and which version of it, read the bytes
    character_count integer not null,   -- length of the text as read (unit: Unicode code points)
    published_on    varchar,            -- ISO date printed by the publishing page or given in the manifest
    received_no     integer not null    -- order in which documents came in (the later of two versions supersedes)
);

-- One row per file that a document's web page attaches. It is not read unless it comes in by itself.
create or replace table raw.attachment (
    document_sha256 varchar not null,
    attachment_no   integer not null,   -- 1, 2, 3, ... within the document
    name            varchar not null,   -- as printed, '' where the page prints none
    address         varchar not null,   -- as the page writes it, perhaps relative to source_url
    char_start      integer,            -- of the name in the text as read, if it stands there once
    char_end        integer
);

-- One row per number printed in a document, in reading order. Nothing is interpreted here.
create or replace table raw.printed_value (
    document_sha256 varchar not null,
    value_no        integer not null,   -- 1, 2, 3, ... within the document
    printed         varchar not null,   -- the characters of the number as printed, e.g. '２，０００' or '二百零八'
    value           varchar,            -- the same as a plain decimal, e.g. '2000'; null where the digits are damaged
    confidence      double,             -- 0 to 1 where it was recognised in an image, else null
    unit            varchar,            -- the unit as printed behind the number, in its header or its caption
    unit_place      varchar,            -- 'behind', 'cell', 'header', 'caption' or null
    place           varchar not null,   -- 'text' or 'table'
    label           varchar,            -- text: the clause before the number; table: the row header
    column_label    varchar,            -- table: the column header, levels joined by ' / '
    section         varchar,            -- headings above it, joined by ' / '
    page            integer,
    paragraph_no    integer,
    sentence_no     integer,            -- within the document; null in tables
    table_no        integer,
    row_no          integer,
    column_no       integer,
    char_start      integer not null,   -- offsets into the text as read: text[char_start:char_end] = printed
    char_end        integer not null
);

-- One row per printed number and role it plays. A number may play several (the rate of a form's funding row is a
-- claim and an indicator's result); every number plays at least one, if only 'left' or 'unmatched'.
create or replace table raw.conformed_value (
    document_sha256   varchar not null,
    value_no          integer not null,
    role              varchar not null, -- figure, claim, indicator, header, left (deliberately), unmatched
    left_reason       varchar,          -- role left: date, numbering, contact, reference, economy, criterion, ...
    claim_kind        varchar,          -- role claim: change_amount, change_rate, share, execution_rate, control_rate, usage_rate
    base              varchar,          -- role claim: prior_year, initial_budget, adjusted_budget, or an account code
    sign              integer,          -- role claim: -1 for a decrease, else 1
    account_code      varchar,
    fund              varchar,          -- null where the account has no fund dimension to say: staging reads 'all'
    stage             varchar,
    fiscal_year       integer,
    project_name      varchar,
    organization_unit varchar,
    amount_unit       varchar,          -- the unit the value is in once context is applied: 元, 万元, 亿元, 人, 家, %, ...
    source_kind       varchar,          -- role figure, claim: final_accounts, self_evaluation_form, base_data_form, table, narrative
    indicator_no      integer,          -- role indicator: which indicator of the document
    indicator_part    varchar,          -- role indicator: name, target, actual, weight, score, criterion, deviation
    header_field      varchar,          -- role header: self_score
    conformed_by      varchar not null  -- the rules that led here, in order, joined by ' > '
);

-- One row per indicator line (or target with its result in the narrative), cells as printed, numbers parsed.
create or replace table raw.indicator (
    document_sha256   varchar not null,
    indicator_no      integer not null,
    scope             varchar not null, -- 'department' or the project's name
    level1            varchar,
    level2            varchar,
    indicator_name    varchar not null,
    target_text       varchar,
    actual_text       varchar,
    target_comparator varchar,          -- >=, >, =, <=, <
    target_value      varchar,
    target_unit       varchar,
    actual_value      varchar,
    actual_unit       varchar,
    weight            varchar,
    score             varchar,
    criterion         varchar,
    deviation         varchar,
    section           varchar,
    page              integer,
    table_no          integer,
    row_no            integer,
    column_no         integer,
    printed           varchar,          -- words that name it (or are the goal), as printed; null where its numbers do
    char_start        integer,          -- text[char_start:char_end] = printed; else of the cell or the number
    char_end          integer,
    conformed_by      varchar not null
);

-- One row per document: the head of the report.
create or replace table raw.report_header (
    document_sha256  varchar not null,
    county_code      varchar,           -- GB/T 2260, null where no county's name could be found
    department_name  varchar,           -- in full, as printed
    department_stem  varchar,           -- the name without its place, e.g. 科学技术局: decides department_type
    fiscal_year      integer,           -- the year reported on
    title            varchar,
    published_on     varchar,           -- ISO dates
    prepared_on      varchar,
    self_score       varchar,
    grade            varchar,
    conformed_by     varchar not null
);

-- One row per document that could not be read or was refused; nothing of it is in the other tables.
create or replace table raw.set_aside (
    source_name     varchar not null,
    document_sha256 varchar,
    reason_code     varchar not null,   -- empty, duplicate, unknown_format, damaged, too_large, no_figures, ...
    reason          varchar not null,   -- what is wrong, where, and what to do, in Chinese
    reason_en       varchar not null
);

-- One row per line of raw/reviews/decisions.csv: what an officer decided about a finding or a printed number.
create or replace table raw.decision (
    decision_no     integer not null,   -- order of the lines: of two about one finding or place, the later counts
    decision        varchar not null,   -- accept (a finding), correct (a printed number), withdraw (either)
    report_id       varchar,            -- with rule_id and subject: the finding
    rule_id         varchar,
    subject         varchar,
    document_sha256 varchar,            -- with char_start and printed: the printed number
    char_start      integer,
    printed         varchar,
    corrected_value varchar,            -- plain decimal
    corrected_unit  varchar,            -- null: the unit of the print
    decided_by      varchar not null,
    decided_on      varchar not null,   -- ISO date
    reason          varchar not null
);
