/* Time zones as the browser knows them, with the one in use first in case the browser does not. */
export function zoneOptions(used: string): { value: string; label: string }[] {
	const names = new Set([used, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
	return [...names]
		.filter(Boolean)
		.map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}
