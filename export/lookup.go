package export

import "sync"

// gdeltCountries turns GDELT's codes back. Older codes and parts of countries that the table does not list are added.
var gdeltCountries = sync.OnceValue(func() (m struct{ fips, cameo map[string]string }) {
	m.fips = map[string]string{"GZ": "PSE", "WE": "PSE", "RB": "SRB", "YI": "SRB", "KV": "XKX", "TT": "TLS", "IP": "FRA", "HK": "HKG", "MC": "MAC"}
	m.cameo = map[string]string{"ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "KSV": "XKX", "YUG": "SRB", "GZS": "PSE", "BAG": "IRQ", "DRC": "COD"}
	for iso, c := range countries() {
		if _, ok := m.fips[c.fips]; !ok && c.fips != "" {
			m.fips[c.fips] = iso
		}
		if _, ok := m.cameo[c.cameo]; !ok && c.cameo != "" {
			m.cameo[c.cameo] = iso
		}
	}
	return m
})

// CountryOfFIPS is the ISO 3166-1 alpha-3 code of a FIPS 10-4 code, as GDELT writes places; "" when there is none.
func CountryOfFIPS(code string) string { return gdeltCountries().fips[code] }

// CountryOfCAMEO is the ISO 3166-1 alpha-3 code of a CAMEO code, as GDELT writes actors; "" when it is no country's.
func CountryOfCAMEO(code string) string { return gdeltCountries().cameo[code] }

// CountryName is the English name of a country by its ISO 3166-1 alpha-3 code; "" when there is none.
func CountryName(code string) string { return countries()[code].name }
