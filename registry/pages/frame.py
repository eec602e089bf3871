"""What every page of the admin stands in: the heads and links of the site."""

from django.template.response import TemplateResponse


def framed(site, request, template: str, context: dict, *, status: int = 200) -> TemplateResponse:
    """A page of the site. The pages of a table are framed by `Page.render`."""
    request.current_app = site.name
    everywhere = site.each_context(request)
    return TemplateResponse(request, template, {**everywhere, **context}, status=status)
