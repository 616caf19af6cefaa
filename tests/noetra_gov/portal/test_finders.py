from django.contrib.staticfiles import finders

from noetra_gov.portal.finders import PackageFinder


def test_plotly_is_served_from_its_own_package() -> None:
    found = finders.find("vendor/plotly.min.js")
    assert found is not None
    assert found.endswith("plotly/package_data/plotly.min.js")


def test_nothing_else_of_a_package_is_served() -> None:
    assert PackageFinder().find("vendor/../__init__.py") == []


def test_collecting_finds_the_same_file_under_its_name() -> None:
    [(name, storage)] = list(PackageFinder().list([]))
    assert name == "vendor/plotly.min.js"
    with storage.open(name) as file:
        assert b"plotly.js" in file.read(200)
