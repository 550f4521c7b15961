"""
Currencies by their ISO 4217 codes.

Source: https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html
(list one as published on 2026-01-01; of list three, the codes withdrawn from 2008 on, which old apps still send)
"""

from __future__ import annotations

from typing import Final

__all__ = ["CURRENCIES", "WITHDRAWN_CURRENCIES"]

# Tables of words: a list of quoted strings would be three times as long.
CURRENCIES: Final = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
    TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD
    XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905
)
"""The codes that are in use."""

WITHDRAWN_CURRENCIES: Final = frozenset(
    """
    ANG BGN BYR CUC CYP EEK GHC HRK LTL LVL MRO MTL SKK SLL STD TMM USS VEB VEF XFU ZMK ZWD ZWL ZWR
    """.split()  # noqa: SIM905
)
"""The codes that were withdrawn in 2008 or later."""
