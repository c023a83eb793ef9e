with set_aside as (

    select * from {{ source('raw', 'set_aside') }}

)

select
    source_name,
    document_sha256,
    reason_code,
    reason,
    reason_en
from set_aside
