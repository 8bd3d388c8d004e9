"""Seeds are made of whole parts, and dice keep to theirs."""

from planner.instances.seeds import Dice, seed_of


def test_a_seed_is_made_of_whole_parts() -> None:
    assert seed_of("a", "bc") != seed_of("ab", "c")
    assert seed_of("a", b"b") == seed_of("a", "b")
    assert seed_of("order-api", "getOrder") == 16897497209686528330


def test_dice_stay_within_bounds_and_follow_their_seed() -> None:
    one, same, other = Dice(1), Dice(1), Dice(2)
    rolled = [one.between(3, 9) for _ in range(200)]
    assert set(rolled) == set(range(3, 10))
    assert rolled == [same.between(3, 9) for _ in range(200)]
    assert rolled != [other.between(3, 9) for _ in range(200)]
    assert 0 <= Dice(7).below(10**30) < 10**30
