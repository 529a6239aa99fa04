"""How calls are counted: windows that slide, addresses that nobody can read back, a storage that may fail."""

from __future__ import annotations

import sys

import pytest
from limits.storage import MemoryStorage, Storage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import Redis

from service.access.addresses import N_BITS, AddressBuckets
from service.access.counters import REST_S, Counters
from service.access.mode import AccessError
from service.access.policies import policies
from service.settings import Settings
from tests.service.access.conftest import RedisServer, rates

(TWO_A_MINUTE,) = policies("address", "2/minute")


def test_a_policy_lets_through_what_it_says() -> None:
    """Two, then none; another caller has two of its own."""
    counters = Counters.at("memory://")
    assert [counters.count(TWO_A_MINUTE, "a").exceeded for _ in range(3)] == [False, False, True]
    assert counters.count(TWO_A_MINUTE, "b").remaining == 1


@pytest.mark.parametrize(
    "written", ["", "60", "60/fortnight", "-1/minute", "0/minute", "1/minute" * 50, "a/minute", "1/minute;2/minute"]
)
def test_what_is_no_rate_is_told(written: str) -> None:
    """With an example of one."""
    with pytest.raises(ValueError, match="60/minute"):
        policies("key", written)


@pytest.mark.parametrize("name", ["rate_per_address", "rate_per_key"])
def test_a_setting_that_is_no_rate_is_told_at_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its variable."""
    monkeypatch.setenv(f"MATCHER_{name.upper()}", "many")
    with pytest.raises(ValueError, match=rf"{name}\n.*not a rate; expected"):
        Settings()


def test_the_shortest_window_is_asked_first() -> None:
    """A minute's excess costs nothing of the day."""
    counted = rates(per_address="5/day;1/minute")
    standings = [counted.count(None, "1.2.3.4") for _ in range(3)][-1]
    assert [one.policy.name for one in standings] == ["address-60"]


def test_an_address_is_a_bucket_of_many() -> None:
    """So none says of anybody that they called, and memory has a bound: more addresses than buckets need no more."""
    buckets = AddressBuckets()
    found = {int(buckets.of(f"10.0.{i >> 8}.{i & 255}")) for i in range(2**N_BITS + 1)}
    assert found <= set(range(2**N_BITS))
    assert len(found) > 2 ** (N_BITS - 1)


def test_a_household_of_ipv6_is_one_caller() -> None:
    """Its /64 is; the next one is another."""
    buckets = AddressBuckets(b"salt")
    assert buckets.of("2001:db8:1:1::1") == buckets.of("2001:db8:1:1:ffff::2") != buckets.of("2001:db8:1:2::1")


def test_one_address_is_one_bucket_however_written() -> None:
    """Mapped into IPv6, or with a zone."""
    buckets = AddressBuckets()
    assert buckets.of("::ffff:192.0.2.7") == buckets.of("192.0.2.7")
    assert buckets.of("fe80::1%eth0") == buckets.of("fe80::1")


def test_buckets_differ_between_processes_unless_they_share_the_secret() -> None:
    """Nobody can work out who shares a bucket with whom."""
    addresses = [f"192.0.2.{i}" for i in range(9)]

    def all_of(buckets: AddressBuckets) -> list[str]:
        return [buckets.of(address) for address in addresses]

    assert all_of(AddressBuckets()) != all_of(AddressBuckets())
    assert all_of(AddressBuckets.shared(b"s")) == all_of(AddressBuckets.shared(b"s"))


@pytest.mark.parametrize("address", ["memcached://x:1", "mongodb://u:password@x", "nonsense", ""])
def test_a_storage_that_is_none_is_told_without_its_password(address: str) -> None:
    """With those that are."""
    with pytest.raises(AccessError, match=r"expected memory:// or redis://") as caught:
        Counters.at(address)
    assert "password" not in str(caught.value)


@pytest.mark.parametrize("address", ["redis://localhost", "rediss://localhost", "redis+unix:///run/redis.sock"])
def test_a_missing_library_is_told_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """The name of the extra is one that there is, whatever the scheme."""
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(AccessError, match=r"pip install '\.\[redis\]'"):
        Counters.at(address)


class Failing(MemoryStorage):
    """A shared storage that is away; its name would be registered, so it has none."""

    STORAGE_SCHEME = None
    asked = 0

    def acquire_sliding_window_entry(self, *_: object, **__: object) -> bool:
        """Fail as a network does."""
        self.asked += 1
        raise OSError("away")


class Shared(Counters):
    """Counters that take any storage for a shared one."""

    def __init__(self, storage: Storage, clock) -> None:
        super().__init__(storage, clock)
        self._shared = SlidingWindowCounterRateLimiter(storage)


def test_while_the_shared_storage_is_away_the_process_counts_for_itself() -> None:
    """Nobody is refused for it, nobody gets more than the rate, and it is not asked at every call."""
    storage, now = Failing(), [0.0]
    counters = Shared(storage, lambda: now[0])
    assert [counters.count(TWO_A_MINUTE, "a").exceeded for _ in range(3)] == [False, False, True]
    assert (storage.asked, counters.n_failures) == (1, 1)
    now[0] = REST_S
    counters.count(TWO_A_MINUTE, "b")
    assert storage.asked == 2


def test_two_processes_count_together_in_redis(redis_server: RedisServer) -> None:
    """What one has let through, the other knows."""
    one, other = Counters.at(redis_server.address), Counters.at(redis_server.address)
    assert not one.count(TWO_A_MINUTE, "a").exceeded
    assert not other.count(TWO_A_MINUTE, "a").exceeded
    standing = one.count(TWO_A_MINUTE, "a")
    assert (standing.exceeded, standing.remaining) == (True, 0)
    assert 1 <= standing.reset_s <= 60


def test_redis_forgets_by_itself(redis_server: RedisServer) -> None:
    """Every entry has an end, so memory is bounded there too."""
    Counters.at(redis_server.address).count(TWO_A_MINUTE, "a")
    with Redis(port=redis_server.port) as redis:
        ends = [redis.ttl(name) for name in redis.keys("*")]
    assert ends
    assert all(0 < end <= 120 for end in ends)


def test_a_redis_that_stops_is_survived(redis_server: RedisServer) -> None:
    """The call after it is counted in the process."""
    counters = Counters.at(redis_server.address)
    counters.count(TWO_A_MINUTE, "a")
    redis_server.process.terminate()
    redis_server.process.wait(10)
    assert not counters.count(TWO_A_MINUTE, "a").exceeded
    assert counters.n_failures == 1
