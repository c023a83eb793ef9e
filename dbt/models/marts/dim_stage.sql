with stage as (

    select * from {{ ref('stages') }}

)

select
    stage,
    stage_name,
    stage_name_en,
    stage_no
from stage
