/* A browser's own description of itself in the few words that tell one machine from another. */

const browsers: readonly [RegExp, string][] = [
	[/\bEdg(?:A|iOS)?\/(\d+)/, 'Edge'],
	[/\bOPR\/(\d+)/, 'Opera'],
	[/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
	[/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
	[/\b(?:Chrome|CriOS|HeadlessChrome)\/(\d+)/, 'Chrome'],
	[/\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/, 'Safari'],
	[/^curl\/(\d+)/, 'curl'],
];

const systems: readonly [RegExp, string][] = [
	[/\biPhone\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bAndroid\b/, 'Android'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
	[/\bLinux\b/, 'Linux'],
];

/* null where nothing is recognised */
export function agentWords(agent: string | null): string | null {
	if (!agent) return null;
	const [pattern, name] = browsers.find(([known]) => known.test(agent)) ?? [];
	const version = pattern?.exec(agent)?.[1];
	const system = systems.find(([known]) => known.test(agent))?.[1];
	const parts = [name && `${name} ${version ?? ''}`.trim(), system].filter(Boolean);
	return parts.length > 0 ? parts.join(', ') : null;
}
