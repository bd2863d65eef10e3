-- workspace.insert
INSERT INTO workspaces (id, version, created_at, updated_at, deleted_at, run_id, name, country, locale, time_zone, currency, narrow) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING;

-- workspace.update
UPDATE workspaces SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, name = ?6, country = ?7, locale = ?8, time_zone = ?9, currency = ?10, narrow = ?11 WHERE id = ?12;

-- workspace.delete
DELETE FROM workspaces WHERE id = ?1;

-- workspace.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.country, t.locale, t.time_zone, t.currency, t.narrow FROM workspaces t WHERE t.id = ?1;

-- workspace.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.country, t.locale, t.time_zone, t.currency, t.narrow FROM workspaces t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- workspace.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.country, t.locale, t.time_zone, t.currency, t.narrow FROM workspaces t WHERE t.id = ?1;

-- workspace.visible
SELECT 1 FROM workspaces t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- workspace.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.country, t.locale, t.time_zone, t.currency, t.narrow FROM workspaces t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- workspace.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.country, t.locale, t.time_zone, t.currency, t.narrow FROM workspaces t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- workspace.count
SELECT count(*) FROM (SELECT 1 FROM workspaces t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- member.insert
INSERT INTO members (id, version, created_at, updated_at, deleted_at, run_id, user_id, name, role, active, left_at, owned_left) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING;

-- member.update
UPDATE members SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, user_id = ?6, name = ?7, role = ?8, active = ?9, left_at = ?10, owned_left = ?11 WHERE id = ?12;

-- member.delete
DELETE FROM members WHERE id = ?1;

-- member.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.name, t.role, t.active, t.left_at, t.owned_left FROM members t WHERE t.id = ?1;

-- member.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.name, t.role, t.active, t.left_at, t.owned_left FROM members t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- member.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.name, t.role, t.active, t.left_at, t.owned_left FROM members t WHERE t.id = ?1;

-- member.visible
SELECT 1 FROM members t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- member.find.members_one_user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.name, t.role, t.active, t.left_at, t.owned_left FROM members t INDEXED BY members_one_user_id WHERE t.user_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- member.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.name, t.role, t.active, t.left_at, t.owned_left FROM members t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- member.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.name, t.role, t.active, t.left_at, t.owned_left FROM members t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- member.count
SELECT count(*) FROM (SELECT 1 FROM members t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- wa_account.insert
INSERT INTO wa_accounts (id, version, created_at, updated_at, deleted_at, run_id, name, phone, my_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING;

-- wa_account.update
UPDATE wa_accounts SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, name = ?6, phone = ?7, my_name = ?8 WHERE id = ?9;

-- wa_account.delete
DELETE FROM wa_accounts WHERE id = ?1;

-- wa_account.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.phone, t.my_name FROM wa_accounts t WHERE t.id = ?1;

-- wa_account.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.phone, t.my_name FROM wa_accounts t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- wa_account.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.phone, t.my_name FROM wa_accounts t WHERE t.id = ?1;

-- wa_account.visible
SELECT 1 FROM wa_accounts t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- wa_account.find.wa_accounts_one_phone
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.phone, t.my_name FROM wa_accounts t INDEXED BY wa_accounts_one_phone WHERE t.phone = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- wa_account.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.phone, t.my_name FROM wa_accounts t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- wa_account.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.phone, t.my_name FROM wa_accounts t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- wa_account.count
SELECT count(*) FROM (SELECT 1 FROM wa_accounts t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- wa_account.page.id, phone
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.phone, t.my_name FROM wa_accounts t WHERE t.deleted_at IS NULL AND t.phone = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- wa_account.page.id, phone null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.phone, t.my_name FROM wa_accounts t WHERE t.deleted_at IS NULL AND t.phone IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- tag.insert
INSERT INTO tags (id, version, created_at, updated_at, deleted_at, run_id, name, colour, position, fold_key, contact_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING;

-- tag.update
UPDATE tags SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, name = ?6, colour = ?7, position = ?8, fold_key = ?9, contact_count = ?10 WHERE id = ?11;

-- tag.delete
DELETE FROM tags WHERE id = ?1;

-- tag.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t WHERE t.id = ?1;

-- tag.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- tag.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t WHERE t.id = ?1;

-- tag.visible
SELECT 1 FROM tags t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- tag.find.tags_one_fold_key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t INDEXED BY tags_one_fold_key WHERE t.fold_key = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- tag.find.tags_by_position_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t INDEXED BY tags_by_position_id WHERE t.position = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- tag.find.tags_by_name_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t INDEXED BY tags_by_name_id WHERE t.name = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- tag.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- tag.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- tag.page.name
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t INDEXED BY tags_by_name_id WHERE t.deleted_at IS NULL AND (t.name, t.id) > (?2, ?1) ORDER BY t.name, t.id LIMIT ?3;

-- tag.page.name desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t INDEXED BY tags_by_name_id WHERE t.deleted_at IS NULL AND (t.name, t.id) < (?2, ?1) ORDER BY t.name DESC, t.id DESC LIMIT ?3;

-- tag.page.position
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t INDEXED BY tags_by_position_id WHERE t.deleted_at IS NULL AND (t.position, t.id) > (?2, ?1) ORDER BY t.position, t.id LIMIT ?3;

-- tag.page.position desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.colour, t.position, t.fold_key, t.contact_count FROM tags t INDEXED BY tags_by_position_id WHERE t.deleted_at IS NULL AND (t.position, t.id) < (?2, ?1) ORDER BY t.position DESC, t.id DESC LIMIT ?3;

-- tag.count
SELECT count(*) FROM (SELECT 1 FROM tags t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- contact.insert
INSERT INTO contacts (id, version, created_at, updated_at, deleted_at, run_id, name, push_name, company, job_title, language, birthday, source, owner_id, lead_status, restricted_at, merged_into, sources, search_key, display_phone, last_message_at, unread) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22) ON CONFLICT DO NOTHING;

-- contact.update
UPDATE contacts SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, name = ?6, push_name = ?7, company = ?8, job_title = ?9, language = ?10, birthday = ?11, source = ?12, owner_id = ?13, lead_status = ?14, restricted_at = ?15, merged_into = ?16, sources = ?17, display_phone = ?18, last_message_at = ?19, unread = ?20 WHERE id = ?21;

-- contact.delete
DELETE FROM contacts WHERE id = ?1;

-- contact.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t WHERE t.search_key = ?1;

-- contact.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- contact.get, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (t.owner_id = ?2 OR t.owner_id IS NULL);

-- contact.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t WHERE t.id = ?1;

-- contact.get any, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t WHERE t.id = ?1 AND (t.owner_id = ?2 OR t.owner_id IS NULL);

-- contact.visible
SELECT 1 FROM contacts t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- contact.visible, narrowed
SELECT 1 FROM contacts t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (t.owner_id = ?2 OR t.owner_id IS NULL);

-- contact.find.contacts_by_last_message_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.last_message_at = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- contact.find.contacts_by_name_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_name_id WHERE t.name = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- contact.find.contacts_by_owner_id_last_message_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.owner_id = ?1 AND t.last_message_at = ?2 AND t.id = ?3 AND t.deleted_at IS NULL LIMIT 1;

-- contact.find.contacts_by_owner_id_name_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_name_id WHERE t.owner_id = ?1 AND t.name = ?2 AND t.id = ?3 AND t.deleted_at IS NULL LIMIT 1;

-- contact.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_one_id WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- contact.page.id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_one_id WHERE t.deleted_at IS NULL AND t.owner_id = ?3 AND t.id > ?1 UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_one_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.id > ?1 ORDER BY id LIMIT ?2;

-- contact.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_one_id WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- contact.page.id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_one_id WHERE t.deleted_at IS NULL AND t.owner_id = ?3 AND t.id < ?1 UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_one_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.id < ?1 ORDER BY id DESC LIMIT ?2;

-- contact.page.name
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_name_id WHERE t.deleted_at IS NULL AND (t.name, t.id) > (?2, ?1) ORDER BY t.name, t.id LIMIT ?3;

-- contact.page.name, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_name_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND (t.name, t.id) > (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_name_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND (t.name, t.id) > (?2, ?1) ORDER BY name, id LIMIT ?3;

-- contact.page.name desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_name_id WHERE t.deleted_at IS NULL AND (t.name, t.id) < (?2, ?1) ORDER BY t.name DESC, t.id DESC LIMIT ?3;

-- contact.page.name desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_name_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND (t.name, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_name_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND (t.name, t.id) < (?2, ?1) ORDER BY name DESC, id DESC LIMIT ?3;

-- contact.page.last_message_at
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND (t.last_message_at, t.id) > (?2, ?1) ORDER BY t.last_message_at, t.id LIMIT ?3;

-- contact.page.last_message_at, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND (t.last_message_at, t.id) > (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND (t.last_message_at, t.id) > (?2, ?1) ORDER BY last_message_at, id LIMIT ?3;

-- contact.page.last_message_at desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?3;

-- contact.page.last_message_at desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND (t.last_message_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY last_message_at DESC, id DESC LIMIT ?3;

-- contact.count
SELECT count(*) FROM (SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- contact.count, narrowed
SELECT count(*) FROM (SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND t.owner_id = ?2 UNION ALL SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND t.owner_id IS NULL LIMIT ?1) n;

-- contact.page.last_message_at desc, company
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.company = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- contact.page.last_message_at desc, company, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.company = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.company = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- contact.page.last_message_at desc, company null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.company IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?3;

-- contact.page.last_message_at desc, company null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND t.company IS NULL AND (t.last_message_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.company IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY last_message_at DESC, id DESC LIMIT ?3;

-- contact.page.last_message_at desc, language
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.language = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- contact.page.last_message_at desc, language, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.language = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.language = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- contact.page.last_message_at desc, language null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.language IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?3;

-- contact.page.last_message_at desc, language null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND t.language IS NULL AND (t.last_message_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.language IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY last_message_at DESC, id DESC LIMIT ?3;

-- contact.page.last_message_at desc, source
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.source = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- contact.page.last_message_at desc, source, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.source = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.source = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- contact.page.last_message_at desc, owner_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- contact.page.last_message_at desc, owner_id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.owner_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.owner_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- contact.page.last_message_at desc, owner_id null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?3;

-- contact.page.last_message_at desc, owner_id null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND t.owner_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.owner_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY last_message_at DESC, id DESC LIMIT ?3;

-- contact.page.last_message_at desc, lead_status
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.lead_status = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- contact.page.last_message_at desc, lead_status, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.lead_status = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.lead_status = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- contact.page.last_message_at desc, with tags
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- contact.page.last_message_at desc, with tags, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- contact.count, with tags
SELECT count(*) FROM (SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) LIMIT ?2) n;

-- contact.count, with tags, narrowed
SELECT count(*) FROM (SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND t.owner_id = ?3 AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) UNION ALL SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) LIMIT ?2) n;

-- contact.page.last_message_at desc, with tags driving
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contact_tags x CROSS JOIN contacts t WHERE x.tag_id = ?1 AND x.deleted_at IS NULL AND t.id = x.contact_id AND t.deleted_at IS NULL AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- contact.page.last_message_at desc, with tags driving, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contact_tags x CROSS JOIN contacts t WHERE x.tag_id = ?1 AND x.deleted_at IS NULL AND t.id = x.contact_id AND t.deleted_at IS NULL AND (t.owner_id = ?5 OR t.owner_id IS NULL) AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- contact.count, with tags driving
SELECT count(*) FROM (SELECT 1 FROM contact_tags x CROSS JOIN contacts t WHERE x.tag_id = ?1 AND x.deleted_at IS NULL AND t.id = x.contact_id AND t.deleted_at IS NULL LIMIT ?2) n;

-- contact.count, with tags driving, narrowed
SELECT count(*) FROM (SELECT 1 FROM contact_tags x CROSS JOIN contacts t WHERE x.tag_id = ?1 AND x.deleted_at IS NULL AND t.id = x.contact_id AND t.deleted_at IS NULL AND (t.owner_id = ?3 OR t.owner_id IS NULL) LIMIT ?2) n;

-- contact.page.last_message_at desc, with tags, custom
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) AND (t.last_message_at, t.id) < (?5, ?4) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?6;

-- contact.page.last_message_at desc, with tags, custom, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?7 AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) AND (t.last_message_at, t.id) < (?5, ?4) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) AND (t.last_message_at, t.id) < (?5, ?4) ORDER BY last_message_at DESC, id DESC LIMIT ?6;

-- contact.count, with tags, custom
SELECT count(*) FROM (SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) LIMIT ?4) n;

-- contact.count, with tags, custom, narrowed
SELECT count(*) FROM (SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) UNION ALL SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) AND EXISTS (SELECT 1 FROM contact_tags x WHERE x.contact_id = t.id AND x.tag_id = ?1 AND x.deleted_at IS NULL) LIMIT ?4) n;

-- contact.page.last_message_at desc, with tags, custom driving
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contact_tags x CROSS JOIN contacts t WHERE x.tag_id = ?1 AND x.deleted_at IS NULL AND t.id = x.contact_id AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) AND (t.last_message_at, t.id) < (?5, ?4) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?6;

-- contact.page.last_message_at desc, with tags, custom driving, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contact_tags x CROSS JOIN contacts t WHERE x.tag_id = ?1 AND x.deleted_at IS NULL AND t.id = x.contact_id AND t.deleted_at IS NULL AND (t.owner_id = ?7 OR t.owner_id IS NULL) AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) AND (t.last_message_at, t.id) < (?5, ?4) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?6;

-- contact.count, with tags, custom driving
SELECT count(*) FROM (SELECT 1 FROM contact_tags x CROSS JOIN contacts t WHERE x.tag_id = ?1 AND x.deleted_at IS NULL AND t.id = x.contact_id AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) LIMIT ?4) n;

-- contact.count, with tags, custom driving, narrowed
SELECT count(*) FROM (SELECT 1 FROM contact_tags x CROSS JOIN contacts t WHERE x.tag_id = ?1 AND x.deleted_at IS NULL AND t.id = x.contact_id AND t.deleted_at IS NULL AND (t.owner_id = ?5 OR t.owner_id IS NULL) AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?2 AND v.value = ?3) LIMIT ?4) n;

-- contact.page.last_message_at desc, custom
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_last_message_at_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?1 AND v.value = ?2) AND (t.last_message_at, t.id) < (?4, ?3) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?5;

-- contact.page.last_message_at desc, custom, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?6 AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?1 AND v.value = ?2) AND (t.last_message_at, t.id) < (?4, ?3) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM contacts t INDEXED BY contacts_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?1 AND v.value = ?2) AND (t.last_message_at, t.id) < (?4, ?3) ORDER BY last_message_at DESC, id DESC LIMIT ?5;

-- contact.count, custom
SELECT count(*) FROM (SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?1 AND v.value = ?2) LIMIT ?3) n;

-- contact.count, custom, narrowed
SELECT count(*) FROM (SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?1 AND v.value = ?2) UNION ALL SELECT 1 FROM contacts t WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND EXISTS (SELECT 1 FROM custom_values v WHERE v.row_id = t.id AND v.field_id = ?1 AND v.value = ?2) LIMIT ?3) n;

-- contact.page.last_message_at desc, custom driving
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM custom_values x CROSS JOIN contacts t WHERE x.field_id = ?1 AND x.value = ?2 AND t.id = x.row_id AND t.deleted_at IS NULL AND (t.last_message_at, t.id) < (?4, ?3) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?5;

-- contact.page.last_message_at desc, custom driving, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.push_name, t.company, t.job_title, t.language, t.birthday, t.source, t.owner_id, t.lead_status, t.restricted_at, t.merged_into, t.sources, t.search_key, t.display_phone, t.last_message_at, t.unread FROM custom_values x CROSS JOIN contacts t WHERE x.field_id = ?1 AND x.value = ?2 AND t.id = x.row_id AND t.deleted_at IS NULL AND (t.owner_id = ?6 OR t.owner_id IS NULL) AND (t.last_message_at, t.id) < (?4, ?3) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?5;

-- contact.count, custom driving
SELECT count(*) FROM (SELECT 1 FROM custom_values x CROSS JOIN contacts t WHERE x.field_id = ?1 AND x.value = ?2 AND t.id = x.row_id AND t.deleted_at IS NULL LIMIT ?3) n;

-- contact.count, custom driving, narrowed
SELECT count(*) FROM (SELECT 1 FROM custom_values x CROSS JOIN contacts t WHERE x.field_id = ?1 AND x.value = ?2 AND t.id = x.row_id AND t.deleted_at IS NULL AND (t.owner_id = ?4 OR t.owner_id IS NULL) LIMIT ?3) n;

-- contact.postings.tags
SELECT count(*) FROM (SELECT 1 FROM contact_tags x WHERE x.tag_id = ?1 AND x.deleted_at IS NULL LIMIT 2001) n;

-- contact.postings.custom
SELECT count(*) FROM (SELECT 1 FROM custom_values x WHERE x.field_id = ?1 AND x.value = ?2 LIMIT 2001) n;

-- contact_identity.insert
INSERT INTO contact_identities (id, version, created_at, updated_at, deleted_at, run_id, contact_id, kind, value, match_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING;

-- contact_identity.update
UPDATE contact_identities SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, contact_id = ?6, kind = ?7, value = ?8, match_key = ?9 WHERE id = ?10;

-- contact_identity.delete
DELETE FROM contact_identities WHERE id = ?1;

-- contact_identity.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.id = ?1;

-- contact_identity.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- contact_identity.get, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- contact_identity.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- contact_identity.get any, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- contact_identity.visible
SELECT 1 FROM contact_identities t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- contact_identity.visible, narrowed
SELECT 1 FROM contact_identities t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- contact_identity.find.contact_identities_one_kind_match_key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t INDEXED BY contact_identities_one_kind_match_key WHERE t.kind = ?1 AND t.match_key = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- contact_identity.find.contact_identities_by_contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t INDEXED BY contact_identities_by_contact_id WHERE t.contact_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- contact_identity.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- contact_identity.page.id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- contact_identity.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- contact_identity.page.id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- contact_identity.page.contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t INDEXED BY contact_identities_by_contact_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND (t.contact_id, t.id) > (?2, ?1) ORDER BY t.contact_id, t.id LIMIT ?3;

-- contact_identity.page.contact_id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t INDEXED BY contact_identities_by_contact_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) AND (t.contact_id, t.id) > (?2, ?1) ORDER BY t.contact_id, t.id LIMIT ?3;

-- contact_identity.page.contact_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t INDEXED BY contact_identities_by_contact_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND (t.contact_id, t.id) < (?2, ?1) ORDER BY t.contact_id DESC, t.id DESC LIMIT ?3;

-- contact_identity.page.contact_id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t INDEXED BY contact_identities_by_contact_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) AND (t.contact_id, t.id) < (?2, ?1) ORDER BY t.contact_id DESC, t.id DESC LIMIT ?3;

-- contact_identity.count
SELECT count(*) FROM (SELECT 1 FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) LIMIT ?1) n;

-- contact_identity.count, narrowed
SELECT count(*) FROM (SELECT 1 FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) LIMIT ?1) n;

-- contact_identity.page.id, contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t INDEXED BY contact_identities_by_contact_id WHERE t.deleted_at IS NULL AND t.contact_id = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- contact_identity.page.id, kind
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.kind = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- contact_identity.page.id, kind, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) AND t.kind = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- contact_identity.page.id, value
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.value = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- contact_identity.page.id, value, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.kind, t.value, t.match_key FROM contact_identities t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) AND t.value = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- contact_tag.insert
INSERT INTO contact_tags (id, version, created_at, updated_at, deleted_at, run_id, contact_id, tag_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING;

-- contact_tag.update
UPDATE contact_tags SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, contact_id = ?6, tag_id = ?7 WHERE id = ?8;

-- contact_tag.delete
DELETE FROM contact_tags WHERE id = ?1;

-- contact_tag.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.id = ?1;

-- contact_tag.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- contact_tag.get, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- contact_tag.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- contact_tag.get any, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- contact_tag.visible
SELECT 1 FROM contact_tags t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- contact_tag.visible, narrowed
SELECT 1 FROM contact_tags t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- contact_tag.find.contact_tags_one_contact_id_tag_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t INDEXED BY contact_tags_one_contact_id_tag_id WHERE t.contact_id = ?1 AND t.tag_id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- contact_tag.find.contact_tags_by_tag_id_contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t INDEXED BY contact_tags_by_tag_id_contact_id WHERE t.tag_id = ?1 AND t.contact_id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- contact_tag.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- contact_tag.page.id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- contact_tag.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- contact_tag.page.id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- contact_tag.count
SELECT count(*) FROM (SELECT 1 FROM contact_tags t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) LIMIT ?1) n;

-- contact_tag.count, narrowed
SELECT count(*) FROM (SELECT 1 FROM contact_tags t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) LIMIT ?1) n;

-- contact_tag.page.id, contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t WHERE t.deleted_at IS NULL AND t.contact_id = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- contact_tag.page.contact_id, tag_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t INDEXED BY contact_tags_by_tag_id_contact_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.tag_id = ?1 AND (t.contact_id, t.id) > (?3, ?2) ORDER BY t.contact_id, t.id LIMIT ?4;

-- contact_tag.page.contact_id, tag_id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.tag_id FROM contact_tags t INDEXED BY contact_tags_by_tag_id_contact_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?5 OR tp.owner_id IS NULL)) AND t.tag_id = ?1 AND (t.contact_id, t.id) > (?3, ?2) ORDER BY t.contact_id, t.id LIMIT ?4;

-- note.insert
INSERT INTO notes (id, version, created_at, updated_at, deleted_at, run_id, contact_id, author_id, pinned, text, search_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING;

-- note.update
UPDATE notes SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, contact_id = ?6, author_id = ?7, pinned = ?8, text = ?9 WHERE id = ?10;

-- note.delete
DELETE FROM notes WHERE id = ?1;

-- note.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t WHERE t.search_key = ?1;

-- note.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- note.get, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- note.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- note.get any, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- note.visible
SELECT 1 FROM notes t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL);

-- note.visible, narrowed
SELECT 1 FROM notes t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- note.find.notes_by_contact_id_created_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t INDEXED BY notes_by_contact_id_created_at_id WHERE t.contact_id = ?1 AND t.created_at = ?2 AND t.id = ?3 AND t.deleted_at IS NULL LIMIT 1;

-- note.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t INDEXED BY notes_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- note.page.id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t INDEXED BY notes_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- note.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t INDEXED BY notes_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- note.page.id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t INDEXED BY notes_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- note.count
SELECT count(*) FROM (SELECT 1 FROM notes t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) LIMIT ?1) n;

-- note.count, narrowed
SELECT count(*) FROM (SELECT 1 FROM notes t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) LIMIT ?1) n;

-- note.page.created_at desc, contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t INDEXED BY notes_by_contact_id_created_at_id WHERE t.deleted_at IS NULL AND t.contact_id = ?1 AND (t.created_at, t.id) < (?3, ?2) ORDER BY t.created_at DESC, t.id DESC LIMIT ?4;

-- note.page.id, pinned
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t INDEXED BY notes_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) AND t.pinned = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- note.page.id, pinned, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.author_id, t.pinned, t.text, t.search_key FROM notes t INDEXED BY notes_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) AND t.pinned = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- chat.insert
INSERT INTO chats (id, version, created_at, updated_at, deleted_at, run_id, account_id, peer_kind, peer_key, twin_key, contact_id, title, assignee_id, sync, unread, sources, search_key, owner_id, last_message_at, message_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20) ON CONFLICT DO NOTHING;

-- chat.update
UPDATE chats SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, account_id = ?6, peer_kind = ?7, peer_key = ?8, twin_key = ?9, contact_id = ?10, title = ?11, assignee_id = ?12, sync = ?13, unread = ?14, sources = ?15, owner_id = ?16, last_message_at = ?17, message_count = ?18 WHERE id = ?19;

-- chat.delete
DELETE FROM chats WHERE id = ?1;

-- chat.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t WHERE t.search_key = ?1;

-- chat.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- chat.get, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (t.owner_id = ?2 OR t.owner_id IS NULL);

-- chat.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t WHERE t.id = ?1;

-- chat.get any, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t WHERE t.id = ?1 AND (t.owner_id = ?2 OR t.owner_id IS NULL);

-- chat.visible
SELECT 1 FROM chats t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- chat.visible, narrowed
SELECT 1 FROM chats t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (t.owner_id = ?2 OR t.owner_id IS NULL);

-- chat.find.chats_one_account_id_peer_key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_one_account_id_peer_key WHERE t.account_id = ?1 AND t.peer_key = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- chat.find.chats_one_account_id_twin_key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_one_account_id_twin_key WHERE t.account_id = ?1 AND t.twin_key = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- chat.find.chats_by_last_message_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_last_message_at_id WHERE t.last_message_at = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- chat.find.chats_by_owner_id_last_message_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.owner_id = ?1 AND t.last_message_at = ?2 AND t.id = ?3 AND t.deleted_at IS NULL LIMIT 1;

-- chat.find.chats_by_contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_contact_id WHERE t.contact_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- chat.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_one_id WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- chat.page.id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_one_id WHERE t.deleted_at IS NULL AND t.owner_id = ?3 AND t.id > ?1 UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_one_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.id > ?1 ORDER BY id LIMIT ?2;

-- chat.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_one_id WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- chat.page.id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_one_id WHERE t.deleted_at IS NULL AND t.owner_id = ?3 AND t.id < ?1 UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_one_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.id < ?1 ORDER BY id DESC LIMIT ?2;

-- chat.page.last_message_at
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_last_message_at_id WHERE t.deleted_at IS NULL AND (t.last_message_at, t.id) > (?2, ?1) ORDER BY t.last_message_at, t.id LIMIT ?3;

-- chat.page.last_message_at, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND (t.last_message_at, t.id) > (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND (t.last_message_at, t.id) > (?2, ?1) ORDER BY last_message_at, id LIMIT ?3;

-- chat.page.last_message_at desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_last_message_at_id WHERE t.deleted_at IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?3;

-- chat.page.last_message_at desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND (t.last_message_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY last_message_at DESC, id DESC LIMIT ?3;

-- chat.count
SELECT count(*) FROM (SELECT 1 FROM chats t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- chat.count, narrowed
SELECT count(*) FROM (SELECT 1 FROM chats t WHERE t.deleted_at IS NULL AND t.owner_id = ?2 UNION ALL SELECT 1 FROM chats t WHERE t.deleted_at IS NULL AND t.owner_id IS NULL LIMIT ?1) n;

-- chat.page.last_message_at desc, account_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.account_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- chat.page.last_message_at desc, account_id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.account_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.account_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- chat.page.last_message_at desc, peer_kind
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.peer_kind = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- chat.page.last_message_at desc, peer_kind, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.peer_kind = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.peer_kind = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- chat.page.last_message_at desc, contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_contact_id WHERE t.deleted_at IS NULL AND t.contact_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- chat.page.last_message_at desc, contact_id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_contact_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.contact_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_contact_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.contact_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- chat.page.last_message_at desc, contact_id null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.contact_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?3;

-- chat.page.last_message_at desc, contact_id null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND t.contact_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.contact_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY last_message_at DESC, id DESC LIMIT ?3;

-- chat.page.last_message_at desc, assignee_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.assignee_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?4;

-- chat.page.last_message_at desc, assignee_id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?5 AND t.assignee_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.assignee_id = ?1 AND (t.last_message_at, t.id) < (?3, ?2) ORDER BY last_message_at DESC, id DESC LIMIT ?4;

-- chat.page.last_message_at desc, assignee_id null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_last_message_at_id WHERE t.deleted_at IS NULL AND t.assignee_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY t.last_message_at DESC, t.id DESC LIMIT ?3;

-- chat.page.last_message_at desc, assignee_id null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id = ?4 AND t.assignee_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.account_id, t.peer_kind, t.peer_key, t.twin_key, t.contact_id, t.title, t.assignee_id, t.sync, t.unread, t.sources, t.search_key, t.owner_id, t.last_message_at, t.message_count FROM chats t INDEXED BY chats_by_owner_id_last_message_at_id WHERE t.deleted_at IS NULL AND t.owner_id IS NULL AND t.assignee_id IS NULL AND (t.last_message_at, t.id) < (?2, ?1) ORDER BY last_message_at DESC, id DESC LIMIT ?3;

-- message.insert
INSERT INTO messages (id, version, created_at, updated_at, deleted_at, run_id, chat_id, at, direction, kind, marks, origin, status, sender_id, sender_name, text, media_name, reply_to, wa_id, search_key, natural_key, media_title) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22) ON CONFLICT DO NOTHING;

-- message.update
UPDATE messages SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, chat_id = ?6, at = ?7, direction = ?8, kind = ?9, marks = ?10, origin = ?11, status = ?12, sender_id = ?13, sender_name = ?14, text = ?15, media_name = ?16, reply_to = ?17, wa_id = ?18, natural_key = ?19, media_title = ?20 WHERE id = ?21;

-- message.delete
DELETE FROM messages WHERE id = ?1;

-- message.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t WHERE t.search_key = ?1;

-- message.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL);

-- message.get, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- message.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL);

-- message.get any, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- message.visible
SELECT 1 FROM messages t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL);

-- message.visible, narrowed
SELECT 1 FROM messages t WHERE t.id = ?1 AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL));

-- message.find.messages_one_chat_id_wa_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_chat_id_wa_id WHERE t.chat_id = ?1 AND t.wa_id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- message.find.messages_one_chat_id_natural_key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_chat_id_natural_key WHERE t.chat_id = ?1 AND t.natural_key = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- message.find.messages_by_chat_id_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_by_chat_id_at_id WHERE t.chat_id = ?1 AND t.at = ?2 AND t.id = ?3 AND t.deleted_at IS NULL LIMIT 1;

-- message.find.messages_by_sender_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_by_sender_id WHERE t.sender_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- message.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- message.page.id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- message.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- message.page.id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- message.count
SELECT count(*) FROM (SELECT 1 FROM messages t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) LIMIT ?1) n;

-- message.count, narrowed
SELECT count(*) FROM (SELECT 1 FROM messages t WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) LIMIT ?1) n;

-- message.page.at desc, chat_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_by_chat_id_at_id WHERE t.deleted_at IS NULL AND t.chat_id = ?1 AND (t.at, t.id) < (?3, ?2) ORDER BY t.at DESC, t.id DESC LIMIT ?4;

-- message.page.id, direction
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) AND t.direction = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- message.page.id, direction, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) AND t.direction = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- message.page.id, kind
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) AND t.kind = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- message.page.id, kind, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) AND t.kind = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- message.page.id, origin
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) AND t.origin = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- message.page.id, origin, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.chat_id, t.at, t.direction, t.kind, t.marks, t.origin, t.status, t.sender_id, t.sender_name, t.text, t.media_name, t.reply_to, t.wa_id, t.search_key, t.natural_key, t.media_title FROM messages t INDEXED BY messages_one_id WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) AND t.origin = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- custom_field.insert
INSERT INTO custom_fields (id, version, created_at, updated_at, deleted_at, run_id, name, kind, data_class, options, required, archived, position, fold_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING;

-- custom_field.update
UPDATE custom_fields SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, name = ?6, kind = ?7, data_class = ?8, options = ?9, required = ?10, archived = ?11, position = ?12, fold_key = ?13 WHERE id = ?14;

-- custom_field.delete
DELETE FROM custom_fields WHERE id = ?1;

-- custom_field.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t WHERE t.id = ?1;

-- custom_field.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- custom_field.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t WHERE t.id = ?1;

-- custom_field.visible
SELECT 1 FROM custom_fields t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- custom_field.find.custom_fields_one_fold_key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t INDEXED BY custom_fields_one_fold_key WHERE t.fold_key = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- custom_field.find.custom_fields_by_position_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t INDEXED BY custom_fields_by_position_id WHERE t.position = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- custom_field.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- custom_field.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- custom_field.page.position
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t INDEXED BY custom_fields_by_position_id WHERE t.deleted_at IS NULL AND (t.position, t.id) > (?2, ?1) ORDER BY t.position, t.id LIMIT ?3;

-- custom_field.page.position desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.kind, t.data_class, t.options, t.required, t.archived, t.position, t.fold_key FROM custom_fields t INDEXED BY custom_fields_by_position_id WHERE t.deleted_at IS NULL AND (t.position, t.id) < (?2, ?1) ORDER BY t.position DESC, t.id DESC LIMIT ?3;

-- custom_field.count
SELECT count(*) FROM (SELECT 1 FROM custom_fields t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- custom_value.insert
INSERT INTO custom_values (row_id, field_id, value) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- custom_value.delete
DELETE FROM custom_values WHERE row_id = ?1 AND field_id = ?2 AND value = ?3;

-- custom_value.key
SELECT t.row_id, t.field_id, t.value FROM custom_values t WHERE t.row_id = ?1 AND t.field_id = ?2 AND t.value = ?3;

-- custom_value.find.custom_values_by_field_id_value_row_id
SELECT t.row_id, t.field_id, t.value FROM custom_values t INDEXED BY custom_values_by_field_id_value_row_id WHERE t.field_id = ?1 AND t.value = ?2 AND t.row_id = ?3 LIMIT 1;

-- import_run.insert
INSERT INTO import_runs (id, version, created_at, updated_at, deleted_at, run_id, file_name, file_hash, bytes, kind, state, problem, member_id, default_country, zone, me, date_order, title, dry, total_rows, done_rows, new, merged, unchanged, skipped, failed, messages_new, messages_known, chat_id, started_at, finished_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31) ON CONFLICT DO NOTHING;

-- import_run.update
UPDATE import_runs SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, file_name = ?6, file_hash = ?7, bytes = ?8, kind = ?9, state = ?10, problem = ?11, member_id = ?12, default_country = ?13, zone = ?14, me = ?15, date_order = ?16, title = ?17, dry = ?18, total_rows = ?19, done_rows = ?20, new = ?21, merged = ?22, unchanged = ?23, skipped = ?24, failed = ?25, messages_new = ?26, messages_known = ?27, chat_id = ?28, started_at = ?29, finished_at = ?30 WHERE id = ?31;

-- import_run.delete
DELETE FROM import_runs WHERE id = ?1;

-- import_run.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t WHERE t.id = ?1;

-- import_run.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- import_run.get, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (t.member_id = ?2 OR t.member_id IS NULL);

-- import_run.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t WHERE t.id = ?1;

-- import_run.get any, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t WHERE t.id = ?1 AND (t.member_id = ?2 OR t.member_id IS NULL);

-- import_run.visible
SELECT 1 FROM import_runs t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- import_run.visible, narrowed
SELECT 1 FROM import_runs t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (t.member_id = ?2 OR t.member_id IS NULL);

-- import_run.find.import_runs_by_created_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_created_at_id WHERE t.created_at = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- import_run.find.import_runs_by_member_id_created_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.member_id = ?1 AND t.created_at = ?2 AND t.id = ?3 AND t.deleted_at IS NULL LIMIT 1;

-- import_run.find.import_runs_by_member_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id WHERE t.member_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- import_run.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- import_run.page.id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id WHERE t.deleted_at IS NULL AND t.member_id = ?3 AND t.id > ?1 UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id WHERE t.deleted_at IS NULL AND t.member_id IS NULL AND t.id > ?1 ORDER BY id LIMIT ?2;

-- import_run.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- import_run.page.id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id WHERE t.deleted_at IS NULL AND t.member_id = ?3 AND t.id < ?1 UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id WHERE t.deleted_at IS NULL AND t.member_id IS NULL AND t.id < ?1 ORDER BY id DESC LIMIT ?2;

-- import_run.page.created_at
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_created_at_id WHERE t.deleted_at IS NULL AND (t.created_at, t.id) > (?2, ?1) ORDER BY t.created_at, t.id LIMIT ?3;

-- import_run.page.created_at, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.deleted_at IS NULL AND t.member_id = ?4 AND (t.created_at, t.id) > (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.deleted_at IS NULL AND t.member_id IS NULL AND (t.created_at, t.id) > (?2, ?1) ORDER BY created_at, id LIMIT ?3;

-- import_run.page.created_at desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_created_at_id WHERE t.deleted_at IS NULL AND (t.created_at, t.id) < (?2, ?1) ORDER BY t.created_at DESC, t.id DESC LIMIT ?3;

-- import_run.page.created_at desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.deleted_at IS NULL AND t.member_id = ?4 AND (t.created_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.deleted_at IS NULL AND t.member_id IS NULL AND (t.created_at, t.id) < (?2, ?1) ORDER BY created_at DESC, id DESC LIMIT ?3;

-- import_run.count
SELECT count(*) FROM (SELECT 1 FROM import_runs t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- import_run.count, narrowed
SELECT count(*) FROM (SELECT 1 FROM import_runs t WHERE t.deleted_at IS NULL AND t.member_id = ?2 UNION ALL SELECT 1 FROM import_runs t WHERE t.deleted_at IS NULL AND t.member_id IS NULL LIMIT ?1) n;

-- import_run.page.created_at desc, state
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_created_at_id WHERE t.deleted_at IS NULL AND t.state = ?1 AND (t.created_at, t.id) < (?3, ?2) ORDER BY t.created_at DESC, t.id DESC LIMIT ?4;

-- import_run.page.created_at desc, state, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.deleted_at IS NULL AND t.member_id = ?5 AND t.state = ?1 AND (t.created_at, t.id) < (?3, ?2) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.deleted_at IS NULL AND t.member_id IS NULL AND t.state = ?1 AND (t.created_at, t.id) < (?3, ?2) ORDER BY created_at DESC, id DESC LIMIT ?4;

-- import_run.page.created_at desc, state null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_created_at_id WHERE t.deleted_at IS NULL AND t.state IS NULL AND (t.created_at, t.id) < (?2, ?1) ORDER BY t.created_at DESC, t.id DESC LIMIT ?3;

-- import_run.page.created_at desc, state null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.deleted_at IS NULL AND t.member_id = ?4 AND t.state IS NULL AND (t.created_at, t.id) < (?2, ?1) UNION ALL SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.file_name, t.file_hash, t.bytes, t.kind, t.state, t.problem, t.member_id, t.default_country, t.zone, t.me, t.date_order, t.title, t.dry, t.total_rows, t.done_rows, t.new, t.merged, t.unchanged, t.skipped, t.failed, t.messages_new, t.messages_known, t.chat_id, t.started_at, t.finished_at FROM import_runs t INDEXED BY import_runs_by_member_id_created_at_id WHERE t.deleted_at IS NULL AND t.member_id IS NULL AND t.state IS NULL AND (t.created_at, t.id) < (?2, ?1) ORDER BY created_at DESC, id DESC LIMIT ?3;

-- import_mapping.insert
INSERT INTO import_mappings (run_id, header, field) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- import_mapping.update
UPDATE import_mappings SET field = ?1 WHERE run_id = ?2 AND header = ?3;

-- import_mapping.delete
DELETE FROM import_mappings WHERE run_id = ?1 AND header = ?2;

-- import_mapping.key
SELECT t.run_id, t.header, t.field FROM import_mappings t WHERE t.run_id = ?1 AND t.header = ?2;

-- import_error.insert
INSERT INTO import_errors (run_id, n, line, reason, value) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING;

-- import_error.update
UPDATE import_errors SET line = ?1, reason = ?2, value = ?3 WHERE run_id = ?4 AND n = ?5;

-- import_error.delete
DELETE FROM import_errors WHERE run_id = ?1 AND n = ?2;

-- import_error.key
SELECT t.run_id, t.n, t.line, t.reason, t.value FROM import_errors t WHERE t.run_id = ?1 AND t.n = ?2;

-- change.insert
INSERT INTO changes (seq, record, row_id, op, mask, scope_before, scope_after, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING;

-- change.update
UPDATE changes SET record = ?1, row_id = ?2, op = ?3, mask = ?4, scope_before = ?5, scope_after = ?6, at = ?7 WHERE seq = ?8;

-- change.delete
DELETE FROM changes WHERE seq = ?1;

-- change.key
SELECT t.seq, t.record, t.row_id, t.op, t.mask, t.scope_before, t.scope_after, t.at FROM changes t WHERE t.seq = ?1;

-- history.insert
INSERT INTO histories (record, row_id, version, field, old_value, reason, actor_id, at, subject) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING;

-- history.update
UPDATE histories SET old_value = ?1, reason = ?2, actor_id = ?3, at = ?4, subject = ?5 WHERE record = ?6 AND row_id = ?7 AND version = ?8 AND field = ?9;

-- history.delete
DELETE FROM histories WHERE record = ?1 AND row_id = ?2 AND version = ?3 AND field = ?4;

-- history.key
SELECT t.record, t.row_id, t.version, t.field, t.old_value, t.reason, t.actor_id, t.at, t.subject FROM histories t WHERE t.record = ?1 AND t.row_id = ?2 AND t.version = ?3 AND t.field = ?4;

-- timeline.insert
INSERT INTO timeline (seq, contact_id, kind, record, row_id, actor_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING;

-- timeline.update
UPDATE timeline SET contact_id = ?1, kind = ?2, record = ?3, row_id = ?4, actor_id = ?5, at = ?6 WHERE seq = ?7;

-- timeline.delete
DELETE FROM timeline WHERE seq = ?1;

-- timeline.key
SELECT t.seq, t.contact_id, t.kind, t.record, t.row_id, t.actor_id, t.at FROM timeline t WHERE t.seq = ?1;

-- timeline.find.timeline_by_contact_id_seq
SELECT t.seq, t.contact_id, t.kind, t.record, t.row_id, t.actor_id, t.at FROM timeline t INDEXED BY timeline_by_contact_id_seq WHERE t.contact_id = ?1 AND t.seq = ?2 LIMIT 1;

-- audit_entry.insert
INSERT INTO audit_entries (seq, at, actor_id, action, record, row_id, mask, n, digest, link, anchor) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING;

-- audit_entry.update
UPDATE audit_entries SET at = ?1, actor_id = ?2, action = ?3, record = ?4, row_id = ?5, mask = ?6, n = ?7, digest = ?8, link = ?9, anchor = ?10 WHERE seq = ?11;

-- audit_entry.delete
DELETE FROM audit_entries WHERE seq = ?1;

-- audit_entry.key
SELECT t.seq, t.at, t.actor_id, t.action, t.record, t.row_id, t.mask, t.n, t.digest, t.link, t.anchor FROM audit_entries t WHERE t.seq = ?1;

-- job.insert
INSERT INTO jobs (id, handler, state, due_at, tries, lease_until, unique_key, actor_id, argument, created_at, problem, token_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING;

-- job.update
UPDATE jobs SET handler = ?1, state = ?2, due_at = ?3, tries = ?4, lease_until = ?5, unique_key = ?6, actor_id = ?7, argument = ?8, created_at = ?9, problem = ?10, token_id = ?11 WHERE id = ?12;

-- job.delete
DELETE FROM jobs WHERE id = ?1;

-- job.key
SELECT t.id, t.handler, t.state, t.due_at, t.tries, t.lease_until, t.unique_key, t.actor_id, t.argument, t.created_at, t.problem, t.token_id FROM jobs t WHERE t.id = ?1;

-- job.get
SELECT t.id, t.handler, t.state, t.due_at, t.tries, t.lease_until, t.unique_key, t.actor_id, t.argument, t.created_at, t.problem, t.token_id FROM jobs t WHERE t.id = ?1;

-- job.visible
SELECT 1 FROM jobs t WHERE t.id = ?1;

-- job.find.jobs_one_unique_key
SELECT t.id, t.handler, t.state, t.due_at, t.tries, t.lease_until, t.unique_key, t.actor_id, t.argument, t.created_at, t.problem, t.token_id FROM jobs t INDEXED BY jobs_one_unique_key WHERE t.unique_key = ?1 LIMIT 1;

-- job.find.jobs_by_state_due_at
SELECT t.id, t.handler, t.state, t.due_at, t.tries, t.lease_until, t.unique_key, t.actor_id, t.argument, t.created_at, t.problem, t.token_id FROM jobs t INDEXED BY jobs_by_state_due_at WHERE t.state = ?1 AND t.due_at = ?2 LIMIT 1;

-- answer.insert
INSERT INTO answers (seq, key_hash, request_hash, status, body, subject, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING;

-- answer.update
UPDATE answers SET key_hash = ?1, request_hash = ?2, status = ?3, body = ?4, subject = ?5, at = ?6 WHERE seq = ?7;

-- answer.delete
DELETE FROM answers WHERE seq = ?1;

-- answer.key
SELECT t.seq, t.key_hash, t.request_hash, t.status, t.body, t.subject, t.at FROM answers t WHERE t.seq = ?1;

-- answer.find.answers_by_key_hash
SELECT t.seq, t.key_hash, t.request_hash, t.status, t.body, t.subject, t.at FROM answers t INDEXED BY answers_by_key_hash WHERE t.key_hash = ?1 LIMIT 1;

-- setting.insert
INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- setting.update
UPDATE settings SET value = ?1 WHERE name = ?2;

-- setting.delete
DELETE FROM settings WHERE name = ?1;

-- setting.key
SELECT t.name, t.value FROM settings t WHERE t.name = ?1;

-- migration.insert
INSERT INTO migrations (number, checksum, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- migration.update
UPDATE migrations SET checksum = ?1, at = ?2 WHERE number = ?3;

-- migration.delete
DELETE FROM migrations WHERE number = ?1;

-- migration.key
SELECT t.number, t.checksum, t.at FROM migrations t WHERE t.number = ?1;

-- attachment.insert
INSERT INTO attachments (id, version, created_at, updated_at, deleted_at, run_id, contact_id, note_id, chat_id, message_id, file_id, name, type, bytes, width, height, duration_ms, has_thumbnail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) ON CONFLICT DO NOTHING;

-- attachment.update
UPDATE attachments SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, contact_id = ?6, note_id = ?7, chat_id = ?8, message_id = ?9, file_id = ?10, name = ?11, type = ?12, bytes = ?13, width = ?14, height = ?15, duration_ms = ?16, has_thumbnail = ?17 WHERE id = ?18;

-- attachment.delete
DELETE FROM attachments WHERE id = ?1;

-- attachment.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.id = ?1;

-- attachment.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL)));

-- attachment.get, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?2 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?2 OR tpp.owner_id IS NULL))));

-- attachment.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.id = ?1 AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL)));

-- attachment.get any, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.id = ?1 AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?2 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?2 OR tpp.owner_id IS NULL))));

-- attachment.visible
SELECT 1 FROM attachments t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL)));

-- attachment.visible, narrowed
SELECT 1 FROM attachments t WHERE t.id = ?1 AND t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?2 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?2 OR tpp.owner_id IS NULL))));

-- attachment.find.attachments_one_contact_id_file_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_one_contact_id_file_id WHERE t.contact_id = ?1 AND t.file_id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.find.attachments_one_note_id_file_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_one_note_id_file_id WHERE t.note_id = ?1 AND t.file_id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.find.attachments_one_chat_id_file_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_one_chat_id_file_id WHERE t.chat_id = ?1 AND t.file_id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.find.attachments_one_message_id_file_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_one_message_id_file_id WHERE t.message_id = ?1 AND t.file_id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.find.attachments_by_contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_contact_id WHERE t.contact_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.find.attachments_by_note_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_note_id WHERE t.note_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.find.attachments_by_chat_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_chat_id WHERE t.chat_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.find.attachments_by_message_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_message_id WHERE t.message_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.find.attachments_by_file_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_file_id WHERE t.file_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- attachment.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL)))) AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- attachment.page.id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL)))) AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- attachment.page.file_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_file_id WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) AND (t.file_id, t.id) > (?2, ?1) ORDER BY t.file_id, t.id LIMIT ?3;

-- attachment.page.file_id, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_file_id WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?4 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?4 OR tpp.owner_id IS NULL)))) AND (t.file_id, t.id) > (?2, ?1) ORDER BY t.file_id, t.id LIMIT ?3;

-- attachment.page.file_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_file_id WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) AND (t.file_id, t.id) < (?2, ?1) ORDER BY t.file_id DESC, t.id DESC LIMIT ?3;

-- attachment.page.file_id desc, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_file_id WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?4 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?4 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?4 OR tpp.owner_id IS NULL)))) AND (t.file_id, t.id) < (?2, ?1) ORDER BY t.file_id DESC, t.id DESC LIMIT ?3;

-- attachment.count
SELECT count(*) FROM (SELECT 1 FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) LIMIT ?1) n;

-- attachment.count, narrowed
SELECT count(*) FROM (SELECT 1 FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?2 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?2 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?2 OR tpp.owner_id IS NULL)))) LIMIT ?1) n;

-- attachment.page.id, contact_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_contact_id WHERE t.deleted_at IS NULL AND t.contact_id = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- attachment.page.id, contact_id null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) AND t.contact_id IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id, contact_id null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL)))) AND t.contact_id IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id, note_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_note_id WHERE t.deleted_at IS NULL AND t.note_id = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- attachment.page.id, note_id null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) AND t.note_id IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id, note_id null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL)))) AND t.note_id IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id, chat_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_chat_id WHERE t.deleted_at IS NULL AND t.chat_id = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- attachment.page.id, chat_id null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) AND t.chat_id IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id, chat_id null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL)))) AND t.chat_id IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id, message_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t INDEXED BY attachments_by_message_id WHERE t.deleted_at IS NULL AND t.message_id = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- attachment.page.id, message_id null
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL)) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL))) AND t.message_id IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- attachment.page.id, message_id null, narrowed
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.contact_id, t.note_id, t.chat_id, t.message_id, t.file_id, t.name, t.type, t.bytes, t.width, t.height, t.duration_ms, t.has_thumbnail FROM attachments t WHERE t.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM contacts tp WHERE tp.id = t.contact_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM notes tp WHERE tp.id = t.note_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM contacts tpp WHERE tpp.id = tp.contact_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL))) OR EXISTS (SELECT 1 FROM chats tp WHERE tp.id = t.chat_id AND tp.deleted_at IS NULL AND (tp.owner_id = ?3 OR tp.owner_id IS NULL)) OR EXISTS (SELECT 1 FROM messages tp WHERE tp.id = t.message_id AND tp.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chats tpp WHERE tpp.id = tp.chat_id AND tpp.deleted_at IS NULL AND (tpp.owner_id = ?3 OR tpp.owner_id IS NULL)))) AND t.message_id IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- file.insert
INSERT INTO files (id, hash, place, seal, type, bytes, width, height, duration_ms, thumbnail_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING;

-- file.update
UPDATE files SET hash = ?1, place = ?2, seal = ?3, type = ?4, bytes = ?5, width = ?6, height = ?7, duration_ms = ?8, thumbnail_id = ?9, created_at = ?10 WHERE id = ?11;

-- file.delete
DELETE FROM files WHERE id = ?1;

-- file.key
SELECT t.id, t.hash, t.place, t.seal, t.type, t.bytes, t.width, t.height, t.duration_ms, t.thumbnail_id, t.created_at FROM files t WHERE t.id = ?1;

-- file.find.files_one_hash
SELECT t.id, t.hash, t.place, t.seal, t.type, t.bytes, t.width, t.height, t.duration_ms, t.thumbnail_id, t.created_at FROM files t INDEXED BY files_one_hash WHERE t.hash = ?1 LIMIT 1;

-- file.find.files_one_place
SELECT t.id, t.hash, t.place, t.seal, t.type, t.bytes, t.width, t.height, t.duration_ms, t.thumbnail_id, t.created_at FROM files t INDEXED BY files_one_place WHERE t.place = ?1 LIMIT 1;

-- file.find.files_by_thumbnail_id
SELECT t.id, t.hash, t.place, t.seal, t.type, t.bytes, t.width, t.height, t.duration_ms, t.thumbnail_id, t.created_at FROM files t INDEXED BY files_by_thumbnail_id WHERE t.thumbnail_id = ?1 LIMIT 1;

-- file_claim.insert
INSERT INTO file_claims (file_id, member_id, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- file_claim.update
UPDATE file_claims SET at = ?1 WHERE file_id = ?2 AND member_id = ?3;

-- file_claim.delete
DELETE FROM file_claims WHERE file_id = ?1 AND member_id = ?2;

-- file_claim.key
SELECT t.file_id, t.member_id, t.at FROM file_claims t WHERE t.file_id = ?1 AND t.member_id = ?2;

-- file_claim.find.file_claims_by_at
SELECT t.file_id, t.member_id, t.at FROM file_claims t INDEXED BY file_claims_by_at WHERE t.at = ?1 LIMIT 1;

-- user.insert
INSERT INTO users (id, version, created_at, updated_at, deleted_at, run_id, email, name, password_hash, locale, age_confirmed_at, operator, email_verified_at, totp_sealed, totp_since, totp_step, closes_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) ON CONFLICT DO NOTHING;

-- user.update
UPDATE users SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, email = ?6, name = ?7, password_hash = ?8, locale = ?9, age_confirmed_at = ?10, operator = ?11, email_verified_at = ?12, totp_sealed = ?13, totp_since = ?14, totp_step = ?15, closes_at = ?16 WHERE id = ?17;

-- user.delete
DELETE FROM users WHERE id = ?1;

-- user.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.id = ?1;

-- user.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- user.get, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.id = ?2;

-- user.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.id = ?1;

-- user.get any, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.id = ?1 AND t.id = ?2;

-- user.visible
SELECT 1 FROM users t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- user.visible, member
SELECT 1 FROM users t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.id = ?2;

-- user.find.users_one_email
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t INDEXED BY users_one_email WHERE t.email = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- user.find.users_by_closes_at
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t INDEXED BY users_by_closes_at WHERE t.closes_at = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- user.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- user.page.id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.deleted_at IS NULL AND t.id = ?3 AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- user.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- user.page.id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.email, t.name, t.password_hash, t.locale, t.age_confirmed_at, t.operator, t.email_verified_at, t.totp_sealed, t.totp_since, t.totp_step, t.closes_at FROM users t WHERE t.deleted_at IS NULL AND t.id = ?3 AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- user.count
SELECT count(*) FROM (SELECT 1 FROM users t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- user.count, member
SELECT count(*) FROM (SELECT 1 FROM users t WHERE t.deleted_at IS NULL AND t.id = ?2 LIMIT ?1) n;

-- membership.insert
INSERT INTO memberships (id, version, created_at, updated_at, deleted_at, run_id, user_id, workspace_id, member_id, role, state, seen_at, hand_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING;

-- membership.update
UPDATE memberships SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, user_id = ?6, workspace_id = ?7, member_id = ?8, role = ?9, state = ?10, seen_at = ?11, hand_to = ?12 WHERE id = ?13;

-- membership.delete
DELETE FROM memberships WHERE id = ?1;

-- membership.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.id = ?1;

-- membership.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- membership.get, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- membership.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.id = ?1;

-- membership.get any, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.id = ?1 AND t.user_id = ?2;

-- membership.visible
SELECT 1 FROM memberships t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- membership.visible, member
SELECT 1 FROM memberships t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- membership.find.memberships_one_user_id_workspace_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t INDEXED BY memberships_one_user_id_workspace_id WHERE t.user_id = ?1 AND t.workspace_id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- membership.find.memberships_by_workspace_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t INDEXED BY memberships_by_workspace_id WHERE t.workspace_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- membership.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- membership.page.id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- membership.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- membership.page.id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- membership.page.workspace_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t INDEXED BY memberships_by_workspace_id WHERE t.deleted_at IS NULL AND (t.workspace_id, t.id) > (?2, ?1) ORDER BY t.workspace_id, t.id LIMIT ?3;

-- membership.page.workspace_id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t INDEXED BY memberships_by_workspace_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.workspace_id, t.id) > (?2, ?1) ORDER BY t.workspace_id, t.id LIMIT ?3;

-- membership.page.workspace_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t INDEXED BY memberships_by_workspace_id WHERE t.deleted_at IS NULL AND (t.workspace_id, t.id) < (?2, ?1) ORDER BY t.workspace_id DESC, t.id DESC LIMIT ?3;

-- membership.page.workspace_id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.member_id, t.role, t.state, t.seen_at, t.hand_to FROM memberships t INDEXED BY memberships_by_workspace_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.workspace_id, t.id) < (?2, ?1) ORDER BY t.workspace_id DESC, t.id DESC LIMIT ?3;

-- membership.count
SELECT count(*) FROM (SELECT 1 FROM memberships t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- membership.count, member
SELECT count(*) FROM (SELECT 1 FROM memberships t WHERE t.deleted_at IS NULL AND t.user_id = ?2 LIMIT ?1) n;

-- session.insert
INSERT INTO sessions (id, version, created_at, updated_at, deleted_at, run_id, user_id, secret_hash, csrf_hash, expires_at, seen_at, agent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING;

-- session.update
UPDATE sessions SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, user_id = ?6, secret_hash = ?7, csrf_hash = ?8, expires_at = ?9, seen_at = ?10, agent = ?11 WHERE id = ?12;

-- session.delete
DELETE FROM sessions WHERE id = ?1;

-- session.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.id = ?1;

-- session.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- session.get, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- session.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.id = ?1;

-- session.get any, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.id = ?1 AND t.user_id = ?2;

-- session.visible
SELECT 1 FROM sessions t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- session.visible, member
SELECT 1 FROM sessions t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- session.find.sessions_one_secret_hash
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t INDEXED BY sessions_one_secret_hash WHERE t.secret_hash = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- session.find.sessions_by_user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t INDEXED BY sessions_by_user_id WHERE t.user_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- session.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- session.page.id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- session.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- session.page.id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- session.page.user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t INDEXED BY sessions_by_user_id WHERE t.deleted_at IS NULL AND (t.user_id, t.id) > (?2, ?1) ORDER BY t.user_id, t.id LIMIT ?3;

-- session.page.user_id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t INDEXED BY sessions_by_user_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.user_id, t.id) > (?2, ?1) ORDER BY t.user_id, t.id LIMIT ?3;

-- session.page.user_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t INDEXED BY sessions_by_user_id WHERE t.deleted_at IS NULL AND (t.user_id, t.id) < (?2, ?1) ORDER BY t.user_id DESC, t.id DESC LIMIT ?3;

-- session.page.user_id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.csrf_hash, t.expires_at, t.seen_at, t.agent FROM sessions t INDEXED BY sessions_by_user_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.user_id, t.id) < (?2, ?1) ORDER BY t.user_id DESC, t.id DESC LIMIT ?3;

-- session.count
SELECT count(*) FROM (SELECT 1 FROM sessions t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- session.count, member
SELECT count(*) FROM (SELECT 1 FROM sessions t WHERE t.deleted_at IS NULL AND t.user_id = ?2 LIMIT ?1) n;

-- token.insert
INSERT INTO tokens (id, version, created_at, updated_at, deleted_at, run_id, user_id, workspace_id, secret_hash, scope, name, seen_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING;

-- token.update
UPDATE tokens SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, user_id = ?6, workspace_id = ?7, secret_hash = ?8, scope = ?9, name = ?10, seen_at = ?11, expires_at = ?12 WHERE id = ?13;

-- token.delete
DELETE FROM tokens WHERE id = ?1;

-- token.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.id = ?1;

-- token.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- token.get, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- token.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.id = ?1;

-- token.get any, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.id = ?1 AND t.user_id = ?2;

-- token.visible
SELECT 1 FROM tokens t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- token.visible, member
SELECT 1 FROM tokens t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- token.find.tokens_one_secret_hash
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_one_secret_hash WHERE t.secret_hash = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- token.find.tokens_by_user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_user_id WHERE t.user_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- token.find.tokens_by_workspace_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_workspace_id WHERE t.workspace_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- token.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- token.page.id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- token.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- token.page.id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- token.page.user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_user_id WHERE t.deleted_at IS NULL AND (t.user_id, t.id) > (?2, ?1) ORDER BY t.user_id, t.id LIMIT ?3;

-- token.page.user_id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_user_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.user_id, t.id) > (?2, ?1) ORDER BY t.user_id, t.id LIMIT ?3;

-- token.page.user_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_user_id WHERE t.deleted_at IS NULL AND (t.user_id, t.id) < (?2, ?1) ORDER BY t.user_id DESC, t.id DESC LIMIT ?3;

-- token.page.user_id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_user_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.user_id, t.id) < (?2, ?1) ORDER BY t.user_id DESC, t.id DESC LIMIT ?3;

-- token.page.workspace_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_workspace_id WHERE t.deleted_at IS NULL AND (t.workspace_id, t.id) > (?2, ?1) ORDER BY t.workspace_id, t.id LIMIT ?3;

-- token.page.workspace_id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_workspace_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.workspace_id, t.id) > (?2, ?1) ORDER BY t.workspace_id, t.id LIMIT ?3;

-- token.page.workspace_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_workspace_id WHERE t.deleted_at IS NULL AND (t.workspace_id, t.id) < (?2, ?1) ORDER BY t.workspace_id DESC, t.id DESC LIMIT ?3;

-- token.page.workspace_id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.workspace_id, t.secret_hash, t.scope, t.name, t.seen_at, t.expires_at FROM tokens t INDEXED BY tokens_by_workspace_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.workspace_id, t.id) < (?2, ?1) ORDER BY t.workspace_id DESC, t.id DESC LIMIT ?3;

-- token.count
SELECT count(*) FROM (SELECT 1 FROM tokens t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- token.count, member
SELECT count(*) FROM (SELECT 1 FROM tokens t WHERE t.deleted_at IS NULL AND t.user_id = ?2 LIMIT ?1) n;

-- attempt.insert
INSERT INTO attempts (bucket, at, n) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- attempt.delete
DELETE FROM attempts WHERE bucket = ?1 AND at = ?2 AND n = ?3;

-- attempt.key
SELECT t.bucket, t.at, t.n FROM attempts t WHERE t.bucket = ?1 AND t.at = ?2 AND t.n = ?3;

-- cell_entry.insert
INSERT INTO cell_entries (id, version, created_at, updated_at, deleted_at, run_id, name, state, next_due_at, closes_at, closed_by, country, locale, time_zone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING;

-- cell_entry.update
UPDATE cell_entries SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, name = ?6, state = ?7, next_due_at = ?8, closes_at = ?9, closed_by = ?10, country = ?11, locale = ?12, time_zone = ?13 WHERE id = ?14;

-- cell_entry.delete
DELETE FROM cell_entries WHERE id = ?1;

-- cell_entry.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.state, t.next_due_at, t.closes_at, t.closed_by, t.country, t.locale, t.time_zone FROM cell_entries t WHERE t.id = ?1;

-- cell_entry.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.state, t.next_due_at, t.closes_at, t.closed_by, t.country, t.locale, t.time_zone FROM cell_entries t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- cell_entry.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.state, t.next_due_at, t.closes_at, t.closed_by, t.country, t.locale, t.time_zone FROM cell_entries t WHERE t.id = ?1;

-- cell_entry.visible
SELECT 1 FROM cell_entries t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- cell_entry.find.cell_entries_by_next_due_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.state, t.next_due_at, t.closes_at, t.closed_by, t.country, t.locale, t.time_zone FROM cell_entries t INDEXED BY cell_entries_by_next_due_at_id WHERE t.next_due_at = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- cell_entry.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.state, t.next_due_at, t.closes_at, t.closed_by, t.country, t.locale, t.time_zone FROM cell_entries t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- cell_entry.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.state, t.next_due_at, t.closes_at, t.closed_by, t.country, t.locale, t.time_zone FROM cell_entries t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- cell_entry.page.next_due_at
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.state, t.next_due_at, t.closes_at, t.closed_by, t.country, t.locale, t.time_zone FROM cell_entries t INDEXED BY cell_entries_by_next_due_at_id WHERE t.deleted_at IS NULL AND (t.next_due_at, t.id) > (?2, ?1) ORDER BY t.next_due_at, t.id LIMIT ?3;

-- cell_entry.page.next_due_at desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.name, t.state, t.next_due_at, t.closes_at, t.closed_by, t.country, t.locale, t.time_zone FROM cell_entries t INDEXED BY cell_entries_by_next_due_at_id WHERE t.deleted_at IS NULL AND (t.next_due_at, t.id) < (?2, ?1) ORDER BY t.next_due_at DESC, t.id DESC LIMIT ?3;

-- cell_entry.count
SELECT count(*) FROM (SELECT 1 FROM cell_entries t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- cell_key.insert
INSERT INTO cell_keys (cell_id, sealed, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- cell_key.update
UPDATE cell_keys SET sealed = ?1, at = ?2 WHERE cell_id = ?3;

-- cell_key.delete
DELETE FROM cell_keys WHERE cell_id = ?1;

-- cell_key.key
SELECT t.cell_id, t.sealed, t.at FROM cell_keys t WHERE t.cell_id = ?1;

-- control_setting.insert
INSERT INTO control_settings (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- control_setting.update
UPDATE control_settings SET value = ?1 WHERE name = ?2;

-- control_setting.delete
DELETE FROM control_settings WHERE name = ?1;

-- control_setting.key
SELECT t.name, t.value FROM control_settings t WHERE t.name = ?1;

-- control_migration.insert
INSERT INTO control_migrations (number, checksum, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- control_migration.update
UPDATE control_migrations SET checksum = ?1, at = ?2 WHERE number = ?3;

-- control_migration.delete
DELETE FROM control_migrations WHERE number = ?1;

-- control_migration.key
SELECT t.number, t.checksum, t.at FROM control_migrations t WHERE t.number = ?1;

-- recovery_code.insert
INSERT INTO recovery_codes (user_id, code_hash, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- recovery_code.update
UPDATE recovery_codes SET at = ?1 WHERE user_id = ?2 AND code_hash = ?3;

-- recovery_code.delete
DELETE FROM recovery_codes WHERE user_id = ?1 AND code_hash = ?2;

-- recovery_code.key
SELECT t.user_id, t.code_hash, t.at FROM recovery_codes t WHERE t.user_id = ?1 AND t.code_hash = ?2;

-- account_code.insert
INSERT INTO account_codes (id, version, created_at, updated_at, deleted_at, run_id, user_id, kind, code_hash, email, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING;

-- account_code.update
UPDATE account_codes SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, user_id = ?6, kind = ?7, code_hash = ?8, email = ?9, expires_at = ?10 WHERE id = ?11;

-- account_code.delete
DELETE FROM account_codes WHERE id = ?1;

-- account_code.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.id = ?1;

-- account_code.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- account_code.get, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- account_code.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.id = ?1;

-- account_code.get any, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.id = ?1 AND t.user_id = ?2;

-- account_code.visible
SELECT 1 FROM account_codes t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- account_code.visible, member
SELECT 1 FROM account_codes t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- account_code.find.account_codes_one_code_hash
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t INDEXED BY account_codes_one_code_hash WHERE t.code_hash = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- account_code.find.account_codes_by_user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t INDEXED BY account_codes_by_user_id WHERE t.user_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- account_code.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- account_code.page.id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- account_code.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- account_code.page.id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- account_code.page.user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t INDEXED BY account_codes_by_user_id WHERE t.deleted_at IS NULL AND (t.user_id, t.id) > (?2, ?1) ORDER BY t.user_id, t.id LIMIT ?3;

-- account_code.page.user_id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t INDEXED BY account_codes_by_user_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.user_id, t.id) > (?2, ?1) ORDER BY t.user_id, t.id LIMIT ?3;

-- account_code.page.user_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t INDEXED BY account_codes_by_user_id WHERE t.deleted_at IS NULL AND (t.user_id, t.id) < (?2, ?1) ORDER BY t.user_id DESC, t.id DESC LIMIT ?3;

-- account_code.page.user_id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.code_hash, t.email, t.expires_at FROM account_codes t INDEXED BY account_codes_by_user_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.user_id, t.id) < (?2, ?1) ORDER BY t.user_id DESC, t.id DESC LIMIT ?3;

-- account_code.count
SELECT count(*) FROM (SELECT 1 FROM account_codes t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- account_code.count, member
SELECT count(*) FROM (SELECT 1 FROM account_codes t WHERE t.deleted_at IS NULL AND t.user_id = ?2 LIMIT ?1) n;

-- device.insert
INSERT INTO devices (id, version, created_at, updated_at, deleted_at, run_id, user_id, secret_hash, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING;

-- device.update
UPDATE devices SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, user_id = ?6, secret_hash = ?7, seen_at = ?8 WHERE id = ?9;

-- device.delete
DELETE FROM devices WHERE id = ?1;

-- device.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.id = ?1;

-- device.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- device.get, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- device.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.id = ?1;

-- device.get any, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.id = ?1 AND t.user_id = ?2;

-- device.visible
SELECT 1 FROM devices t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- device.visible, member
SELECT 1 FROM devices t WHERE t.id = ?1 AND t.deleted_at IS NULL AND t.user_id = ?2;

-- device.find.devices_one_secret_hash
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t INDEXED BY devices_one_secret_hash WHERE t.secret_hash = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- device.find.devices_by_user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t INDEXED BY devices_by_user_id WHERE t.user_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- device.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- device.page.id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- device.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- device.page.id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t WHERE t.deleted_at IS NULL AND t.user_id = ?3 AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- device.page.user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t INDEXED BY devices_by_user_id WHERE t.deleted_at IS NULL AND (t.user_id, t.id) > (?2, ?1) ORDER BY t.user_id, t.id LIMIT ?3;

-- device.page.user_id, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t INDEXED BY devices_by_user_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.user_id, t.id) > (?2, ?1) ORDER BY t.user_id, t.id LIMIT ?3;

-- device.page.user_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t INDEXED BY devices_by_user_id WHERE t.deleted_at IS NULL AND (t.user_id, t.id) < (?2, ?1) ORDER BY t.user_id DESC, t.id DESC LIMIT ?3;

-- device.page.user_id desc, member
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.secret_hash, t.seen_at FROM devices t INDEXED BY devices_by_user_id WHERE t.deleted_at IS NULL AND t.user_id = ?4 AND (t.user_id, t.id) < (?2, ?1) ORDER BY t.user_id DESC, t.id DESC LIMIT ?3;

-- device.count
SELECT count(*) FROM (SELECT 1 FROM devices t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- device.count, member
SELECT count(*) FROM (SELECT 1 FROM devices t WHERE t.deleted_at IS NULL AND t.user_id = ?2 LIMIT ?1) n;

-- mail.insert
INSERT INTO mails (id, version, created_at, updated_at, deleted_at, run_id, user_id, kind, address, words, due_at, expires_at, tries, problem) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING;

-- mail.update
UPDATE mails SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, user_id = ?6, kind = ?7, address = ?8, words = ?9, due_at = ?10, expires_at = ?11, tries = ?12, problem = ?13 WHERE id = ?14;

-- mail.delete
DELETE FROM mails WHERE id = ?1;

-- mail.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t WHERE t.id = ?1;

-- mail.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- mail.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t WHERE t.id = ?1;

-- mail.visible
SELECT 1 FROM mails t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- mail.find.mails_by_due_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t INDEXED BY mails_by_due_at_id WHERE t.due_at = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- mail.find.mails_by_user_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t INDEXED BY mails_by_user_id WHERE t.user_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- mail.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- mail.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- mail.page.due_at
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t INDEXED BY mails_by_due_at_id WHERE t.deleted_at IS NULL AND (t.due_at, t.id) > (?2, ?1) ORDER BY t.due_at, t.id LIMIT ?3;

-- mail.page.due_at desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.user_id, t.kind, t.address, t.words, t.due_at, t.expires_at, t.tries, t.problem FROM mails t INDEXED BY mails_by_due_at_id WHERE t.deleted_at IS NULL AND (t.due_at, t.id) < (?2, ?1) ORDER BY t.due_at DESC, t.id DESC LIMIT ?3;

-- mail.count
SELECT count(*) FROM (SELECT 1 FROM mails t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- egress_entry.insert
INSERT INTO egress_entries (id, version, created_at, updated_at, deleted_at, run_id, recipient, host, purpose, classes, bytes, result, problem, answer, took_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT DO NOTHING;

-- egress_entry.update
UPDATE egress_entries SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, recipient = ?6, host = ?7, purpose = ?8, classes = ?9, bytes = ?10, result = ?11, problem = ?12, answer = ?13, took_ms = ?14 WHERE id = ?15;

-- egress_entry.delete
DELETE FROM egress_entries WHERE id = ?1;

-- egress_entry.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.recipient, t.host, t.purpose, t.classes, t.bytes, t.result, t.problem, t.answer, t.took_ms FROM egress_entries t WHERE t.id = ?1;

-- egress_entry.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.recipient, t.host, t.purpose, t.classes, t.bytes, t.result, t.problem, t.answer, t.took_ms FROM egress_entries t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- egress_entry.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.recipient, t.host, t.purpose, t.classes, t.bytes, t.result, t.problem, t.answer, t.took_ms FROM egress_entries t WHERE t.id = ?1;

-- egress_entry.visible
SELECT 1 FROM egress_entries t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- egress_entry.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.recipient, t.host, t.purpose, t.classes, t.bytes, t.result, t.problem, t.answer, t.took_ms FROM egress_entries t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- egress_entry.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.recipient, t.host, t.purpose, t.classes, t.bytes, t.result, t.problem, t.answer, t.took_ms FROM egress_entries t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- egress_entry.count
SELECT count(*) FROM (SELECT 1 FROM egress_entries t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- invite.insert
INSERT INTO invites (id, version, created_at, updated_at, deleted_at, run_id, workspace_id, made_by, role, email, code_hash, expires_at, taken_by, taken_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING;

-- invite.update
UPDATE invites SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, workspace_id = ?6, made_by = ?7, role = ?8, email = ?9, code_hash = ?10, expires_at = ?11, taken_by = ?12, taken_at = ?13 WHERE id = ?14;

-- invite.delete
DELETE FROM invites WHERE id = ?1;

-- invite.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t WHERE t.id = ?1;

-- invite.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- invite.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t WHERE t.id = ?1;

-- invite.visible
SELECT 1 FROM invites t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- invite.find.invites_one_code_hash
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t INDEXED BY invites_one_code_hash WHERE t.code_hash = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- invite.find.invites_by_workspace_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t INDEXED BY invites_by_workspace_id WHERE t.workspace_id = ?1 AND t.deleted_at IS NULL LIMIT 1;

-- invite.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- invite.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- invite.page.workspace_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t INDEXED BY invites_by_workspace_id WHERE t.deleted_at IS NULL AND (t.workspace_id, t.id) > (?2, ?1) ORDER BY t.workspace_id, t.id LIMIT ?3;

-- invite.page.workspace_id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.workspace_id, t.made_by, t.role, t.email, t.code_hash, t.expires_at, t.taken_by, t.taken_at FROM invites t INDEXED BY invites_by_workspace_id WHERE t.deleted_at IS NULL AND (t.workspace_id, t.id) < (?2, ?1) ORDER BY t.workspace_id DESC, t.id DESC LIMIT ?3;

-- invite.count
SELECT count(*) FROM (SELECT 1 FROM invites t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- cell_receipt.insert
INSERT INTO cell_receipts (cell_id, closed_by, key_gone_at, files_gone_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;

-- cell_receipt.update
UPDATE cell_receipts SET closed_by = ?1, key_gone_at = ?2, files_gone_at = ?3 WHERE cell_id = ?4;

-- cell_receipt.delete
DELETE FROM cell_receipts WHERE cell_id = ?1;

-- cell_receipt.key
SELECT t.cell_id, t.closed_by, t.key_gone_at, t.files_gone_at FROM cell_receipts t WHERE t.cell_id = ?1;

-- backup.insert
INSERT INTO backups (id, version, created_at, updated_at, deleted_at, run_id, started_at, finished_at, state, path, bytes, bytes_copied, files, problem, verified_at, scheduled) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) ON CONFLICT DO NOTHING;

-- backup.update
UPDATE backups SET version = ?1, created_at = ?2, updated_at = ?3, deleted_at = ?4, run_id = ?5, started_at = ?6, finished_at = ?7, state = ?8, path = ?9, bytes = ?10, bytes_copied = ?11, files = ?12, problem = ?13, verified_at = ?14, scheduled = ?15 WHERE id = ?16;

-- backup.delete
DELETE FROM backups WHERE id = ?1;

-- backup.key
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.started_at, t.finished_at, t.state, t.path, t.bytes, t.bytes_copied, t.files, t.problem, t.verified_at, t.scheduled FROM backups t WHERE t.id = ?1;

-- backup.get
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.started_at, t.finished_at, t.state, t.path, t.bytes, t.bytes_copied, t.files, t.problem, t.verified_at, t.scheduled FROM backups t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- backup.get any
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.started_at, t.finished_at, t.state, t.path, t.bytes, t.bytes_copied, t.files, t.problem, t.verified_at, t.scheduled FROM backups t WHERE t.id = ?1;

-- backup.visible
SELECT 1 FROM backups t WHERE t.id = ?1 AND t.deleted_at IS NULL;

-- backup.find.backups_by_started_at_id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.started_at, t.finished_at, t.state, t.path, t.bytes, t.bytes_copied, t.files, t.problem, t.verified_at, t.scheduled FROM backups t INDEXED BY backups_by_started_at_id WHERE t.started_at = ?1 AND t.id = ?2 AND t.deleted_at IS NULL LIMIT 1;

-- backup.page.id
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.started_at, t.finished_at, t.state, t.path, t.bytes, t.bytes_copied, t.files, t.problem, t.verified_at, t.scheduled FROM backups t WHERE t.deleted_at IS NULL AND t.id > ?1 ORDER BY t.id LIMIT ?2;

-- backup.page.id desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.started_at, t.finished_at, t.state, t.path, t.bytes, t.bytes_copied, t.files, t.problem, t.verified_at, t.scheduled FROM backups t WHERE t.deleted_at IS NULL AND t.id < ?1 ORDER BY t.id DESC LIMIT ?2;

-- backup.page.started_at
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.started_at, t.finished_at, t.state, t.path, t.bytes, t.bytes_copied, t.files, t.problem, t.verified_at, t.scheduled FROM backups t INDEXED BY backups_by_started_at_id WHERE t.deleted_at IS NULL AND (t.started_at, t.id) > (?2, ?1) ORDER BY t.started_at, t.id LIMIT ?3;

-- backup.page.started_at desc
SELECT t.id, t.version, t.created_at, t.updated_at, t.deleted_at, t.run_id, t.started_at, t.finished_at, t.state, t.path, t.bytes, t.bytes_copied, t.files, t.problem, t.verified_at, t.scheduled FROM backups t INDEXED BY backups_by_started_at_id WHERE t.deleted_at IS NULL AND (t.started_at, t.id) < (?2, ?1) ORDER BY t.started_at DESC, t.id DESC LIMIT ?3;

-- backup.count
SELECT count(*) FROM (SELECT 1 FROM backups t WHERE t.deleted_at IS NULL LIMIT ?1) n;

-- erasure_receipt.insert
INSERT INTO erasure_receipts (cell_id, identity_hash, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- erasure_receipt.update
UPDATE erasure_receipts SET at = ?1 WHERE cell_id = ?2 AND identity_hash = ?3;

-- erasure_receipt.delete
DELETE FROM erasure_receipts WHERE cell_id = ?1 AND identity_hash = ?2;

-- erasure_receipt.key
SELECT t.cell_id, t.identity_hash, t.at FROM erasure_receipts t WHERE t.cell_id = ?1 AND t.identity_hash = ?2;

-- account_receipt.insert
INSERT INTO account_receipts (user_id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- account_receipt.update
UPDATE account_receipts SET at = ?1 WHERE user_id = ?2;

-- account_receipt.delete
DELETE FROM account_receipts WHERE user_id = ?1;

-- account_receipt.key
SELECT t.user_id, t.at FROM account_receipts t WHERE t.user_id = ?1;

