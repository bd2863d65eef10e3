/* Before the first paint: a page that was set to dark must not flash white. The key is declared in src/prefs.ts. */
(function () {
	try {
		var theme = localStorage.getItem('kontor.theme');
		if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
	} catch {
		/* storage is shut: the system's theme holds */
	}
})();
