"""Dates are typed as in en_GB, also where Django would take the month first."""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
