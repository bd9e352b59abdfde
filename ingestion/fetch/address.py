"""Where a request may go: public addresses over http and https, and nowhere else."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from ingestion.errors import FetchRefused
from ingestion.fetch.resolving import look_up

Endpoint = tuple[str, int]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Ranges that `is_global` calls public although they lead into other networks: translators and
# tunnels that carry an IPv4 address inside, and the relays that unpack them.
_TUNNELS = (
    *("192.88.99.0/24", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"),
    *("::/96", "::ffff:0:0:0/96"),
)
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")  # given up in 2004; `is_global` calls it public
_TUNNEL_NETWORKS = tuple(ipaddress.ip_network(block) for block in _TUNNELS)


def is_public(address: str) -> bool:
    """Whether an address may be dialled.

    Loopback, private, link-local (with the cloud metadata services), carrier-grade NAT,
    multicast, reserved, and IPv6 forms that carry an IPv4 address inside are not public.
    """
    ip: _Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return is_public(str(ip.ipv4_mapped))
    if any(ip in network for network in (*_TUNNEL_NETWORKS, _SITE_LOCAL)):
        return False
    return ip.is_global and not ip.is_multicast


class AddressGuard:
    """Decides, at the moment of dialling, which address a host may be reached at.

    `served_at` names the hosts of the bundled sample and the loopback endpoint that serves them;
    it is the only way past the check.
    """

    def __init__(self, served_at: Mapping[str, Endpoint] | None = None) -> None:
        self._served_at = dict(served_at or {})

    def check_url(self, url: str) -> None:
        """Refuse what is not plain http or https before anything is resolved.

        Raises:
            FetchRefused: scheme_refused, url_refused.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise FetchRefused("url_refused", f"{url[:200]!r} is not a URL: {error}") from error
        if parts.scheme not in ("http", "https"):
            raise FetchRefused("scheme_refused", f"{url[:200]!r} is neither http nor https")
        if not parts.hostname or parts.username is not None or port == 0:
            raise FetchRefused("url_refused", f"{url[:200]!r} names no plain host")

    def resolve(self, host: str, port: int, *, seconds: float = 30.0) -> list[Endpoint]:
        """Every address of a host, all of them checked; the caller dials one of these.

        Dialling the checked address, not the name, is what stops a name from changing its
        address between the check and the connection.

        Raises:
            FetchRefused: address_refused where any address is not public.
            OSError: the name does not resolve, or not in time.
        """
        if (served := self._served_at.get(host)) is not None:
            return [served]
        found = look_up(host, port, seconds)
        endpoints = [(str(info[4][0]), port) for info in found]
        for address, _ in endpoints:
            if not is_public(address):
                raise FetchRefused(
                    "address_refused", f"{host} leads to {address}, which is not a public address"
                )
        return endpoints
