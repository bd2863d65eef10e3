-- 001_first.sql: the schema of step 1. Never changed again: what comes later is another migration.
CREATE TABLE workspaces (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	name {text} NOT NULL,
	country {text},
	locale {text} NOT NULL,
	time_zone {text} NOT NULL,
	currency {text},
	narrow {int} NOT NULL,
	PRIMARY KEY (id)
) {clustered};
CREATE INDEX workspaces_by_run_id ON workspaces (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX workspaces_by_deleted_at ON workspaces (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE members (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	user_id {uuid},
	name {text},
	role {int},
	active {int},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX members_one_user_id ON members (user_id) WHERE deleted_at IS NULL AND user_id IS NOT NULL;
CREATE INDEX members_by_run_id ON members (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX members_by_deleted_at ON members (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE wa_accounts (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	name {text} NOT NULL,
	phone {text},
	my_name {text},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX wa_accounts_one_phone ON wa_accounts (phone) WHERE deleted_at IS NULL AND phone IS NOT NULL;
CREATE INDEX wa_accounts_by_run_id ON wa_accounts (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX wa_accounts_by_deleted_at ON wa_accounts (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE tags (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	name {text} NOT NULL,
	colour {int} NOT NULL,
	position {int} NOT NULL,
	fold_key {text},
	contact_count {int},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX tags_one_fold_key ON tags (fold_key) WHERE deleted_at IS NULL AND fold_key IS NOT NULL;
CREATE INDEX tags_by_position_id ON tags (position, id) WHERE deleted_at IS NULL;
CREATE INDEX tags_by_name_id ON tags (name, id) WHERE deleted_at IS NULL;
CREATE INDEX tags_by_run_id ON tags (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX tags_by_deleted_at ON tags (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE contacts (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	name {text} NOT NULL,
	push_name {text},
	company {text},
	job_title {text},
	language {text},
	birthday {text},
	source {int} NOT NULL,
	owner_id {uuid},
	lead_status {int} NOT NULL,
	restricted_at {int},
	merged_into {uuid},
	sources {int},
	search_key {int} NOT NULL,
	display_phone {text},
	last_message_at {int} NOT NULL,
	unread {int},
	PRIMARY KEY (search_key)
) {rows};
CREATE UNIQUE INDEX contacts_one_id ON contacts (id);
CREATE INDEX contacts_by_last_message_at_id ON contacts (last_message_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_name_id ON contacts (name, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_owner_id_last_message_at_id ON contacts (owner_id, last_message_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_owner_id_name_id ON contacts (owner_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_run_id ON contacts (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX contacts_by_deleted_at ON contacts (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE contact_identities (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	contact_id {uuid} NOT NULL,
	kind {int} NOT NULL,
	value {text} NOT NULL,
	match_key {text},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX contact_identities_one_kind_match_key ON contact_identities (kind, match_key) WHERE deleted_at IS NULL AND match_key IS NOT NULL;
CREATE INDEX contact_identities_by_contact_id ON contact_identities (contact_id) WHERE deleted_at IS NULL;
CREATE INDEX contact_identities_by_run_id ON contact_identities (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX contact_identities_by_deleted_at ON contact_identities (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE contact_tags (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	contact_id {uuid} NOT NULL,
	tag_id {uuid} NOT NULL,
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX contact_tags_one_contact_id_tag_id ON contact_tags (contact_id, tag_id) WHERE deleted_at IS NULL;
CREATE INDEX contact_tags_by_tag_id_contact_id ON contact_tags (tag_id, contact_id) WHERE deleted_at IS NULL;
CREATE INDEX contact_tags_by_run_id ON contact_tags (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX contact_tags_by_deleted_at ON contact_tags (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE notes (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	contact_id {uuid} NOT NULL,
	author_id {uuid},
	pinned {int} NOT NULL,
	text {text} NOT NULL,
	search_key {int} NOT NULL,
	PRIMARY KEY (search_key)
) {rows};
CREATE UNIQUE INDEX notes_one_id ON notes (id);
CREATE INDEX notes_by_contact_id_created_at_id ON notes (contact_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX notes_by_run_id ON notes (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX notes_by_deleted_at ON notes (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE chats (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	account_id {uuid} NOT NULL,
	peer_kind {int} NOT NULL,
	peer_key {text} NOT NULL,
	twin_key {text},
	contact_id {uuid},
	title {text},
	assignee_id {uuid},
	sync {int} NOT NULL,
	unread {int},
	sources {int},
	search_key {int} NOT NULL,
	owner_id {uuid},
	last_message_at {int} NOT NULL,
	message_count {int},
	PRIMARY KEY (search_key)
) {rows};
CREATE UNIQUE INDEX chats_one_id ON chats (id);
CREATE UNIQUE INDEX chats_one_account_id_peer_key ON chats (account_id, peer_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX chats_one_account_id_twin_key ON chats (account_id, twin_key) WHERE deleted_at IS NULL AND twin_key IS NOT NULL;
CREATE INDEX chats_by_last_message_at_id ON chats (last_message_at, id) WHERE deleted_at IS NULL;
CREATE INDEX chats_by_owner_id_last_message_at_id ON chats (owner_id, last_message_at, id) WHERE deleted_at IS NULL;
CREATE INDEX chats_by_contact_id_last_message_at_id ON chats (contact_id, last_message_at, id) WHERE deleted_at IS NULL;
CREATE INDEX chats_by_run_id ON chats (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX chats_by_deleted_at ON chats (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE messages (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	chat_id {uuid} NOT NULL,
	at {int} NOT NULL,
	direction {int} NOT NULL,
	kind {int} NOT NULL,
	marks {int} NOT NULL,
	origin {int} NOT NULL,
	status {int} NOT NULL,
	sender_id {uuid},
	sender_name {text},
	text {text},
	media_name {text},
	reply_to {text},
	wa_id {text},
	search_key {int} NOT NULL,
	natural_key {bytes},
	PRIMARY KEY (search_key)
) {rows};
CREATE UNIQUE INDEX messages_one_id ON messages (id);
CREATE UNIQUE INDEX messages_one_chat_id_wa_id ON messages (chat_id, wa_id) WHERE deleted_at IS NULL AND wa_id IS NOT NULL;
CREATE UNIQUE INDEX messages_one_chat_id_natural_key ON messages (chat_id, natural_key) WHERE deleted_at IS NULL AND natural_key IS NOT NULL;
CREATE INDEX messages_by_chat_id_at_id ON messages (chat_id, at, id) WHERE deleted_at IS NULL;
CREATE INDEX messages_by_sender_id ON messages (sender_id) WHERE deleted_at IS NULL;
CREATE INDEX messages_by_run_id ON messages (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX messages_by_deleted_at ON messages (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE custom_fields (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	name {text} NOT NULL,
	kind {int} NOT NULL,
	data_class {int} NOT NULL,
	options {text},
	required {int} NOT NULL,
	archived {int} NOT NULL,
	position {int} NOT NULL,
	fold_key {text},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX custom_fields_one_fold_key ON custom_fields (fold_key) WHERE deleted_at IS NULL AND fold_key IS NOT NULL;
CREATE INDEX custom_fields_by_position_id ON custom_fields (position, id) WHERE deleted_at IS NULL;
CREATE INDEX custom_fields_by_run_id ON custom_fields (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX custom_fields_by_deleted_at ON custom_fields (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE custom_values (
	row_id {uuid} NOT NULL,
	field_id {uuid} NOT NULL,
	value {text} NOT NULL,
	PRIMARY KEY (row_id, field_id, value)
) {clustered};
CREATE INDEX custom_values_by_field_id_value_row_id ON custom_values (field_id, value, row_id);
CREATE TABLE import_runs (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	file_name {text} NOT NULL,
	file_hash {bytes},
	bytes {int},
	kind {int},
	state {int},
	problem {text},
	member_id {uuid},
	default_country {text},
	zone {text},
	me {text},
	date_order {int},
	title {text},
	dry {int},
	total_rows {int},
	done_rows {int},
	new {int},
	merged {int},
	unchanged {int},
	skipped {int},
	failed {int},
	messages_new {int},
	messages_known {int},
	chat_id {uuid},
	started_at {int},
	finished_at {int},
	PRIMARY KEY (id)
) {clustered};
CREATE INDEX import_runs_by_created_at_id ON import_runs (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX import_runs_by_member_id_created_at_id ON import_runs (member_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX import_runs_by_member_id ON import_runs (member_id) WHERE deleted_at IS NULL;
CREATE INDEX import_runs_by_run_id ON import_runs (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX import_runs_by_deleted_at ON import_runs (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE import_mappings (
	run_id {uuid} NOT NULL,
	header {text} NOT NULL,
	field {text} NOT NULL,
	PRIMARY KEY (run_id, header)
) {clustered};
CREATE TABLE import_errors (
	run_id {uuid} NOT NULL,
	n {int} NOT NULL,
	line {int} NOT NULL,
	reason {int} NOT NULL,
	value {text},
	PRIMARY KEY (run_id, n)
) {clustered};
CREATE TABLE changes (
	seq {int} NOT NULL,
	record {int} NOT NULL,
	row_id {uuid} NOT NULL,
	op {int} NOT NULL,
	mask {int} NOT NULL,
	scope_before {uuid},
	scope_after {uuid},
	at {int} NOT NULL,
	PRIMARY KEY (seq)
) {rows};
CREATE TABLE histories (
	record {int} NOT NULL,
	row_id {uuid} NOT NULL,
	version {int} NOT NULL,
	field {int} NOT NULL,
	old_value {text},
	reason {int} NOT NULL,
	actor_id {uuid},
	at {int} NOT NULL,
	subject {uuid},
	PRIMARY KEY (record, row_id, version, field)
) {clustered};
CREATE TABLE timeline (
	seq {int} NOT NULL,
	contact_id {uuid} NOT NULL,
	kind {int} NOT NULL,
	record {int} NOT NULL,
	row_id {uuid} NOT NULL,
	actor_id {uuid},
	at {int} NOT NULL,
	PRIMARY KEY (seq)
) {rows};
CREATE INDEX timeline_by_contact_id_seq ON timeline (contact_id, seq);
CREATE TABLE audit_entries (
	seq {int} NOT NULL,
	at {int} NOT NULL,
	actor_id {uuid},
	action {int} NOT NULL,
	record {int},
	row_id {uuid},
	mask {int} NOT NULL,
	n {int} NOT NULL,
	digest {bytes},
	link {bytes} NOT NULL,
	PRIMARY KEY (seq)
) {rows};
CREATE TABLE jobs (
	id {uuid} NOT NULL,
	handler {text} NOT NULL,
	state {int} NOT NULL,
	due_at {int} NOT NULL,
	tries {int} NOT NULL,
	lease_until {int} NOT NULL,
	unique_key {text},
	actor_id {uuid},
	argument {text},
	created_at {int} NOT NULL,
	problem {text},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX jobs_one_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_by_state_due_at ON jobs (state, due_at);
CREATE TABLE answers (
	seq {int} NOT NULL,
	key_hash {int} NOT NULL,
	request_hash {bytes} NOT NULL,
	status {int} NOT NULL,
	body {text},
	subject {uuid},
	at {int} NOT NULL,
	PRIMARY KEY (seq)
) {rows};
CREATE INDEX answers_by_key_hash ON answers (key_hash);
CREATE TABLE settings (
	name {text} NOT NULL,
	value {text} NOT NULL,
	PRIMARY KEY (name)
) {clustered};
CREATE TABLE migrations (
	number {int} NOT NULL,
	checksum {bytes} NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (number)
) {rows};
{sqlite}CREATE VIRTUAL TABLE contacts_index USING fts5(text, content='', contentless_delete=1, tokenize='kontor');
{sqlite}CREATE VIRTUAL TABLE notes_index USING fts5(text, content='', contentless_delete=1, tokenize='kontor');
{sqlite}CREATE VIRTUAL TABLE chats_index USING fts5(text, content='', contentless_delete=1, tokenize='kontor');
{sqlite}CREATE VIRTUAL TABLE messages_index USING fts5(text, content='', contentless_delete=1, tokenize='kontor');
{sqlite}CREATE VIRTUAL TABLE contacts_index_terms USING fts5vocab(contacts_index, instance);
{sqlite}CREATE VIRTUAL TABLE notes_index_terms USING fts5vocab(notes_index, instance);
{sqlite}CREATE VIRTUAL TABLE chats_index_terms USING fts5vocab(chats_index, instance);
{sqlite}CREATE VIRTUAL TABLE messages_index_terms USING fts5vocab(messages_index, instance);
