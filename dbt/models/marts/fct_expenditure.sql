{{ fact_of_figures('fct_expenditure') }}
