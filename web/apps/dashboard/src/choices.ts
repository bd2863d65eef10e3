/* What can be chosen from, as the browser knows it. What is in use stands in the list even where the browser does not. */

interface Choice {
	value: string;
	label: string;
}

export function zoneOptions(used: string): Choice[] {
	const names = new Set([used, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
	return [...names]
		.filter(Boolean)
		.map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

/* Languages that dates and numbers are written in, each with its region: that is what tells 3/4 from 4/3. */
const locales =
	'ar-AE ar-EG ar-SA bn-BD cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IE en-IN en-NG en-US en-ZA ' +
	'es-AR es-CL es-CO es-ES es-MX es-PE fa-IR fi-FI fr-BE fr-CA fr-CH fr-FR he-IL hi-IN hu-HU id-ID it-IT ja-JP ' +
	'ko-KR ms-MY nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sv-SE sw-KE th-TH tr-TR uk-UA ur-PK vi-VN zh-CN zh-TW';

export function localeOptions(used: string, shownIn: string): Choice[] {
	const names = new Intl.DisplayNames(shownIn, { type: 'language' });
	const order = new Intl.Collator(shownIn);
	return [...new Set([used, ...locales.split(' ')])]
		.filter(Boolean)
		.map((value) => ({ value, label: names.of(value) ?? value }))
		.sort((a, b) => order.compare(a.label, b.label));
}

export function currencyOptions(shownIn: string): Choice[] {
	const names = new Intl.DisplayNames(shownIn, { type: 'currency' });
	return Intl.supportedValuesOf('currency').map((value) => ({
		value,
		label: `${value}, ${names.of(value) ?? value}`,
	}));
}
