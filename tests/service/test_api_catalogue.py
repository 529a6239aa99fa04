"""The catalogue over HTTP: paging, the table for spreadsheets, labels in the caller's language, and copies that hold."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from matcher.records import HubRecord
from service.api.hubs_csv import COLUMNS, hubs_csv
from service.api.labels import HubLabels, ShownHub
from tests.fakes import hub, weighted

CACHED = ("/v1/hubs", "/v1/hubs.csv", "/v1/hubs/produtech-dih", "/v1/vocabularies/sectors")
NO_LABELS = HubLabels(sectors={}, technologies={}, catalogue_services={}, services={}, customers={})


def table(client: TestClient, address: str = "/v1/hubs.csv", **headers: str) -> list[dict[str, str]]:
    """The rows of the table, by column."""
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.text, newline=""), strict=True))


def one_row(record: HubRecord) -> dict[str, str]:
    """The row of one hub."""
    shown = ShownHub.model_validate({**dict(record), "labels": NO_LABELS})
    return next(csv.DictReader(io.StringIO(hubs_csv([shown]), newline=""), strict=True))


def test_the_first_page_is_named_on_every_page(client: TestClient) -> None:
    """With the filter, and without the cursor."""
    second = client.get(client.get("/v1/hubs?kind=zlt&limit=2").links["next"]["url"])
    assert second.links["first"]["url"] == "/v1/hubs?kind=zlt&limit=2"


def test_the_last_page_names_no_next(client: TestClient) -> None:
    """Nothing comes after it."""
    assert set(client.get("/v1/hubs?kind=zlt").links) == {"first"}


def test_a_cursor_that_is_no_hub_goes_on_where_it_would_stand(client: TestClient, recommender: Recommender) -> None:
    """A hub that is gone loses its readers no page."""
    page = client.get("/v1/hubs?cursor=b-hub-that-is-gone&limit=1").json()
    assert page["hubs"][0]["id"] == next(one for one in recommender.catalogue.hub_ids if one > "b-hub-that-is-gone")


def test_a_limit_beyond_the_largest_is_told_the_largest(client: TestClient) -> None:
    """The caller learns what is possible."""
    assert "100" in client.get("/v1/hubs?limit=101").json()["detail"]


def test_the_table_has_every_hub_once_and_every_field(client: TestClient, recommender: Recommender) -> None:
    """In the order of the ids; the seat is taken apart."""
    assert [row["id"] for row in table(client)] == list(recommender.catalogue.hub_ids)
    assert set(HubRecord.model_fields) - {"seat"} < set(COLUMNS)


def test_the_table_takes_the_filters_of_the_pages(client: TestClient) -> None:
    """The same hubs as page by page."""
    wanted = "networks=PT-DIH&country=PT&kind=dih"
    paged = [hub["id"] for hub in client.get(f"/v1/hubs?{wanted}").json()["hubs"]]
    assert [row["id"] for row in table(client, f"/v1/hubs.csv?{wanted}")] == paged


@pytest.mark.parametrize("unknown", ["limit=5", "cursor=a", "colour=red"])
def test_the_table_refuses_what_it_does_not_know(client: TestClient, unknown: str) -> None:
    """It has no pages, so a limit would be a misunderstanding."""
    assert client.get(f"/v1/hubs.csv?{unknown}").status_code == 422


def test_the_table_is_a_file_as_rfc_4180_has_it(client: TestClient) -> None:
    """Media type, name, UTF-8 without a mark, CRLF."""
    response = client.get("/v1/hubs.csv?country=PT")
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"].startswith('attachment; filename="hubs-')
    assert response.content.startswith(b"id,kind,")
    assert response.content.count(b"\r\n") == response.content.count(b"\n") == 24


def test_a_cell_of_codes_has_intensities_and_a_neighbour_with_labels(client: TestClient) -> None:
    """In the language of the caller."""
    rows = {row["id"]: row for row in table(client, **{"accept-language": "en"})}
    row = rows["digi4fashion"]
    assert "textiles=5" in row["sectors"].split(";")
    assert "Textiles" in row["sectors_labels"].split(";")


def test_an_unknown_intensity_is_left_out() -> None:
    """Unknown is no number."""
    assert one_row(hub("a", sectors=weighted(textiles=None, energy=2)))["sectors"] == "textiles;energy=2"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_no_cell_is_a_formula(start: str) -> None:
    """Profiles come from outside: a spreadsheet must not run them."""
    row = one_row(hub("a", name=f"{start}HYPERLINK(1)", partners=["fine", f"{start}cmd"]))
    assert row["name"] == f"'{start}HYPERLINK(1)"
    assert row["partners"] == f"fine;'{start}cmd"


def test_an_item_with_a_semicolon_stays_one_item() -> None:
    """A list can be taken apart again."""
    assert one_row(hub("a", partners=["one; two", "three"]))["partners"].split(";") == ["one, two", "three"]


def test_quotes_commas_and_line_breaks_survive() -> None:
    """Read back, the cell is what the profile says."""
    name = 'A "hub", in\ntwo lines'
    assert one_row(hub("a", name=name))["name"] == name


@pytest.mark.parametrize(("header", "language"), [("en", "en"), ("pt-BR, en;q=0.4", "pt"), ("fr", "pt"), (None, "pt")])
@pytest.mark.parametrize("address", CACHED)
def test_labels_are_in_the_language_of_the_caller(
    client: TestClient, address: str, header: str | None, language: str
) -> None:
    """Named by the response, which caches keep apart by it."""
    response = client.get(address, headers={"accept-language": header} if header else {})
    assert response.headers["content-language"] == language
    assert "Accept-Language" in response.headers["vary"]


def test_a_label_is_the_one_of_its_language(client: TestClient) -> None:
    """`label` beside `label_pt` and `label_en`, which stay."""
    for language in ("pt", "en"):
        entries = client.get("/v1/vocabularies/services", headers={"accept-language": language}).json()["entries"]
        assert [entry["label"] for entry in entries] == [entry[f"label_{language}"] for entry in entries]


def test_a_profile_names_its_codes(client: TestClient) -> None:
    """Every code of the profile has a label."""
    profile = client.get("/v1/hubs/digi4fashion", headers={"accept-language": "en"}).json()
    assert profile["labels"]["sectors"]["textiles"] == "Textiles"
    assert set(profile["labels"]["services"]) == set(profile["services"])


@pytest.mark.parametrize("address", CACHED)
def test_an_etag_is_strong_and_names_the_catalogue(client: TestClient, recommender: Recommender, address: str) -> None:
    """Its beginning is the version that answers name."""
    etag = client.get(address).headers["etag"]
    assert etag.startswith(f'"{recommender.catalogue.version}-')


@pytest.mark.parametrize("address", CACHED)
def test_a_copy_that_holds_is_not_sent_again(client: TestClient, address: str) -> None:
    """304 with the headers that a cache needs, and no body."""
    fresh = client.get(address)
    again = client.get(address, headers={"if-none-match": f'"other", {fresh.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == fresh.headers["etag"]
    assert again.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("address", CACHED)
def test_a_copy_in_another_language_does_not_hold(client: TestClient, address: str) -> None:
    """The bytes differ, and so does the ETag."""
    tags = {client.get(address, headers={"accept-language": one}).headers["etag"] for one in ("pt", "en")}
    assert len(tags) == 2


def test_a_slip_in_an_id_is_told_the_nearest(client: TestClient) -> None:
    """404 that helps."""
    assert "did you mean 'produtech-dih'" in client.get("/v1/hubs/produtec-dih").json()["detail"]


@pytest.mark.parametrize(
    ("address", "accept", "status"),
    [
        ("/v1/hubs", "application/json", 200),
        ("/v1/hubs", "text/html, */*;q=0.1", 200),
        ("/v1/hubs", "text/csv", 406),
        ("/v1/hubs.csv", "text/csv", 200),
        ("/v1/hubs.csv", "application/json", 406),
        ("/v1/hubs", "application/json;q=0, */*", 406),
    ],
)
def test_what_a_caller_does_not_take_is_not_sent(client: TestClient, address: str, accept: str, status: int) -> None:
    """The most specific range of `Accept` counts."""
    assert client.get(address, headers={"accept": accept}).status_code == status
