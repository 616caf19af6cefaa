"""The servers start, answer, and leave nothing behind."""

import pytest
from django.db import connection

from tests import servers


def test_redis_answers_and_leaves_nothing_behind() -> None:
    import redis

    server = servers.start_redis()
    with redis.Redis.from_url(server.url) as client:
        assert client.ping()
    server.stop()
    assert server.process.returncode is not None
    assert not server.folder.exists()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_database_is_a_postgresql_of_this_run() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('fsync'), current_setting('listen_addresses')")
        assert cursor.fetchone() == ("off", "127.0.0.1")


def test_a_missing_program_says_how_to_install_it() -> None:
    assert "apt-get install -y --no-install-recommends redis-server" in str(
        servers.Missing("Redis", "redis-server")
    )
