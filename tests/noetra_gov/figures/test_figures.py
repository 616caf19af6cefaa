"""A figure is a picture, its words and its table; what is kept of it never depends on its look."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from noetra_gov.figures import Figure, Table, look, printing
from noetra_gov.figures.export import csv_of, digest_of_figure, json_of
from noetra_gov.figures.printing import CannotDraw, PictureStore, key_of, picture


def a_figure(y: object = (1600.0, 2.5)) -> Figure:
    table = Table(
        [("x", "分野", ""), ("y", "台数", "台")], [{"x": "物流", "y": 1600}, {"x": "=cmd"}]
    )
    drawn = go.Figure(go.Bar(x=["物流", "𠮷髙﨑"], y=y), layout={"template": "plotly_dark"})
    return Figure("robots", "台数", "物流が最も多い。", drawn, table)


@pytest.fixture(scope="module")
def browser_closed() -> Iterator[None]:
    yield
    printing.close()


def test_what_is_kept_has_no_look_and_no_packed_arrays() -> None:
    kept = a_figure(np.array([1600.0, 2.5])).as_dict()
    assert "template" not in kept["figure"]["layout"]
    assert kept["figure"]["data"][0]["y"] == [1600.0, 2.5]


def test_a_matrix_keeps_its_shape() -> None:
    heat = go.Figure(go.Heatmap(z=np.arange(6.0).reshape(2, 3)))
    figure = Figure("heat", "t", "a", heat, Table([], []))
    assert figure.as_dict()["figure"]["data"][0]["z"] == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]


def test_the_key_is_the_same_after_a_round_trip_through_a_file() -> None:
    figure = a_figure()
    again = json.loads(json_of(figure))
    assert key_of(again["figure"]) == key_of(figure.as_dict()["figure"])
    assert digest_of_figure(again) == digest_of_figure(figure.as_dict())


def test_another_value_gives_another_key() -> None:
    assert key_of(a_figure().as_dict()["figure"]) != key_of(
        a_figure((1600.0, 3)).as_dict()["figure"]
    )


def test_another_look_gives_another_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of(a_figure().as_dict()["figure"])
    monkeypatch.setattr(look, "VERSION", "of tomorrow")
    assert key_of(a_figure().as_dict()["figure"]) != before


def test_the_table_opens_in_excel_and_starts_no_formula() -> None:
    text = csv_of(a_figure().table)
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.decode("utf-8-sig").splitlines() == ["分野,台数 (台)", "物流,1600", "'=cmd,"]


def test_print_has_a_size_and_the_font_that_is_installed() -> None:
    drawn = look.dressed(a_figure().as_dict()["figure"], "print")["layout"]
    assert (drawn["width"], drawn["height"]) == look.SIZES["print"]
    assert drawn["template"]["layout"]["font"]["family"] == "Noto Sans CJK JP"


def test_the_page_grows_with_its_frame() -> None:
    assert "width" not in look.dressed(a_figure().as_dict()["figure"], "page")["layout"]


def test_a_picture_once_kept_is_never_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, content = PictureStore(tmp_path), a_figure().as_dict()["figure"]
    monkeypatch.setattr(printing, "draw", lambda _content: b"<svg>first</svg>")
    assert picture(content, store) == b"<svg>first</svg>"
    monkeypatch.setattr(printing, "draw", lambda _content: b"<svg>second</svg>")
    assert picture(content, store) == b"<svg>first</svg>"


def test_of_two_that_draw_at_once_the_first_stays(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    assert store.keep("k", b"first") == b"first"
    assert store.keep("k", b"second") == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["k.svg"]


def test_the_browser_draws_japanese_as_text(browser_closed: None) -> None:
    svg = printing.draw(a_figure().as_dict()["figure"]).decode()
    assert svg.startswith("<svg")
    assert "物流" in svg
    assert "𠮷髙﨑" in svg
    assert "http://" not in svg.replace("http://www.w3.org", "")


def test_a_missing_browser_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    monkeypatch.setattr(printing, "_running", {})
    with pytest.raises(CannotDraw, match="install chromium-headless-shell"):
        printing.draw(a_figure().as_dict()["figure"])
