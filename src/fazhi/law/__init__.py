"""The law as code: parameters, periods, fees, statutes, sentencing. Pure Python; imports no other room."""
