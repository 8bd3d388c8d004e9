"""The same service after somebody has tidied up: `currency` is now called `currencyCode`.

Every consumer that reads `currency` breaks; `plan verify` says so before they do.
"""

import catalog


class Drifted(catalog.Catalog):
    """A catalog whose products have left their contract."""

    def present(self, product):
        shown = super().present(product)
        shown["currencyCode"] = shown.pop("currency")
        return shown


class Handler(catalog.Handler):
    catalog = Drifted()


if __name__ == "__main__":
    catalog.main(Handler)
