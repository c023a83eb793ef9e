-- The name alone, with prefecture, with province, with both, in full and without their suffixes; old names lead to the
-- division in force that took over.
with county_name as (

    select * from {{ ref('dim_county_name') }}

),

expected as (

    select
        form.printed_name,
        form.county_code
    from (
        values
        ('正定县', '130123'),
        ('石家庄市正定县', '130123'),
        ('河北省石家庄市正定县', '130123'),
        ('河北省正定县', '130123'),
        ('河北石家庄正定县', '130123'),
        ('衡阳县', '430421'),
        ('衡阳市衡阳县', '430421'),
        ('湖南省衡阳市衡阳县', '430421'),
        ('湖南省衡阳县', '430421'),
        ('双牌县', '431123'),
        ('永州市双牌县', '431123'),
        ('湖南省永州市双牌县', '431123'),
        ('湖南省双牌县', '431123'),
        ('零陵地区双牌县', '431123'),
        ('云溪区', '430603'),
        ('岳阳市云溪区', '430603'),
        ('湖南省岳阳市云溪区', '430603'),
        ('湖南省云溪区', '430603'),
        ('岳阳市北区', '430603'),
        ('信丰县', '360722'),
        ('赣州市信丰县', '360722'),
        ('江西省赣州市信丰县', '360722'),
        ('江西省信丰县', '360722'),
        ('赣州地区信丰县', '360722'),
        ('铜山县', '320312'),
        ('崇文区', '110101')
    ) as form (printed_name, county_code)

)

select
    expected.printed_name,
    expected.county_code,
    county_name.county_code as found_code,
    county_name.is_ambiguous
from expected
left join county_name on expected.printed_name = county_name.printed_name
where
    county_name.county_code is null
    or county_name.county_code <> expected.county_code
    or county_name.is_ambiguous
