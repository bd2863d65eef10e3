/* What whoever looks after the server sees and does: backups, room on the disk, the sheet of paper. */
import type { BackupPlanChange } from './records';
import type { Transport } from './transport';

export function serverRoutes({ client, answer }: Transport) {
	const at = '/api/v1/backups';
	return {
		backups: () => answer(client.GET(at)),
		backUp: () => answer(client.POST(at, { body: {} })),
		cancel: (id: string) =>
			answer(client.POST(`${at}/{id}:cancel`, { params: { path: { id } } })),
		plan: (body: BackupPlanChange) => answer(client.PATCH(`${at}:schedule`, { body })),
		sheet: (password: string) =>
			answer(client.POST('/api/v1/recovery_sheet', { body: { password } })),
		/* what waits since a backup was brought back */
		release: () => answer(client.POST('/api/v1/jobs:release')),
	};
}
