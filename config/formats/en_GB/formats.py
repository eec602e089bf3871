"""Dates are typed as in ISO 8601, which nobody takes for the other way round."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
# As files take them: `registry.files.reading.days`.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
