"""Dates are typed as in ISO 8601, which nobody takes for the other way round; pages name months."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
# As files take them: `registry.files.reading.days`.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
