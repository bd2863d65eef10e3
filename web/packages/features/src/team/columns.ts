/* The columns of the table of members, the same in its head and in each kind of row. */
const phone = 'max-sm:grid-cols-[minmax(0,1fr)_auto_40px]';

/* Whether the second factor is on is told only to whoever manages the team. */
export const columns = (manages: boolean): string =>
	`grid items-center gap-x-3 ${phone} ${
		manages
			? 'grid-cols-[minmax(0,1fr)_150px_110px_130px_40px]'
			: 'grid-cols-[minmax(0,1fr)_150px_130px_40px]'
	}`;
