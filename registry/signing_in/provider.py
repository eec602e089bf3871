"""Your own provider of OpenID Connect: what it says counts if it is signed, and by itself."""

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

LEEWAY = 60  # seconds by which the clocks of two machines may differ
DOCUMENT = "/.well-known/openid-configuration"
# With a key that the provider alone has. No others, whatever a token says of itself.
SIGNED_BY = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
]


class Provider(OpenIDConnectOAuth2Adapter):
    """That of allauth, which believes a token that comes over TLS, and any issuer."""

    @property
    def openid_config(self):
        """Raises OAuth2Error where it calls itself by another address than the one that is set."""
        config = super().openid_config
        is_set = self.get_provider().app.settings["server_url"]
        if _issuer(str(config.get("issuer"))) != _issuer(is_set):
            raise OAuth2Error("The issuer is another than OIDC_URL.")
        return config

    def complete_login(self, request, app, token, **kwargs):
        if not (id_token := kwargs["response"].get("id_token")):
            raise OAuth2Error("There is no ID token.")
        signed = self._decode_id_token(app, id_token)
        told = self._fetch_user_info(token.token)
        if told.get("sub") != signed["sub"]:  # OpenID Connect Core, 5.3.2
            raise OAuth2Error("What is told is about another than the ID token.")
        said = {"userinfo": told, "id_token": signed}
        return self.get_provider().sociallogin_from_response(request, said)

    def _decode_id_token(self, app, id_token: str) -> dict:
        config = self.openid_config
        with get_adapter().get_requests_session() as session:
            answer = session.get(config["jwks_uri"])
            answer.raise_for_status()
        try:
            said = jwt.decode(
                id_token,
                key=_key_of(id_token, jwt.PyJWKSet.from_dict(answer.json())),
                algorithms=SIGNED_BY,
                issuer=config["issuer"],
                audience=app.client_id,
                leeway=LEEWAY,
                options={"require": ["iss", "aud", "exp", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The ID token does not hold.") from error
        jwtkit.verify_jti(said)
        return said


def _key_of(id_token: str, keys: jwt.PyJWKSet) -> jwt.PyJWK:
    """The key that it names; where it names none, the only one."""
    name = jwt.get_unverified_header(id_token).get("kid")
    fitting = [
        key
        for key in keys.keys
        if key.public_key_use in (None, "sig") and name in (None, key.key_id)
    ]
    if len(fitting) != 1:
        raise OAuth2Error("The ID token names no key of the provider.")
    return fitting[0]


@login_not_required
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead there, once it has said that it is the one that is set."""
    adapter = Provider(request, provider_id)
    _config = adapter.openid_config  # allauth asks again, and only for where to lead
    return OAuth2LoginView.adapter_view(adapter)(request)


@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """With a code that the provider gives a token for."""
    return OAuth2CallbackView.adapter_view(Provider(request, provider_id))(request)


def _issuer(address: str) -> str:
    return address.partition(DOCUMENT)[0].rstrip("/")
