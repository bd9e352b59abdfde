"""A site that answers from memory: `python -m bench.fast_site NOTICES`; prints its port.

Static lists of a hundred rows each under /zcwj/, as TRS makes them, and notices of about 10 kB of
markup. All is made before the first request, so that an answer costs next to nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import sys

from ingestion.charset import usual_characters

ROWS = 100  # of a list page
_PARAGRAPHS = 12
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def notice_path(number: int) -> str:
    return (
        f"/zcwj/202{number % 6}0{1 + number % 9}/t202{number % 6}0{1 + number % 9}10_{number}.html"
    )


def make_pages(notices: int) -> dict[str, bytes]:
    """Every page of the site, by its path."""
    draw = random.Random(notices)
    common = [char for char in sorted(usual_characters("gb18030")) if char >= "一"]
    titles = ["".join(draw.choices(common, k=18)) for _ in range(notices)]
    pages = {notice_path(n): _write_notice(titles[n], draw, common) for n in range(notices)}
    lists = math.ceil(notices / ROWS)
    for page in range(lists):
        rows = "".join(
            f'<li><a href="{notice_path(n)}" title="{titles[n]}">{titles[n]}</a>'
            f"<span>202{n % 6}-0{1 + n % 9}-10</span></li>\n"
            for n in range(page * ROWS, min(notices, (page + 1) * ROWS))
        )
        name = f"/zcwj/index{f'_{page}' if page else ''}.html"
        pages[name] = _write_page(
            "政策文件",
            f'<ul class="list">{rows}</ul><script>createPageHTML({lists}, {page}, "index", "html");'
            "</script>",
        )
    return pages


def _write_notice(title: str, draw: random.Random, common: list[str]) -> bytes:
    paragraphs = "".join(
        f"<p>{''.join(draw.choices(common, k=240))}。</p>\n" for _ in range(_PARAGRAPHS)
    )
    return _write_page(title, f'<h1>{title}</h1><div class="TRS_Editor">{paragraphs}</div>')


def _write_page(title: str, body: str) -> bytes:
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body>{body}</body></html>"
    ).encode()


async def serve(notices: int) -> None:
    """Answer on loopback, on a port that the system chooses, until the process is ended."""
    answers = {
        path: b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        + f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
        for path, body in make_pages(notices).items()
    }

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("ascii")
                writer.write(answers.get(path, _MISSING))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
