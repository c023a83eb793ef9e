{{ fact_of_figures() }}
