/* openapi_schemas.c: what is answered that is no record. In these texts ' stands for ". */
#include "api/openapi.h"

#define REF(name) "{'$ref':'#/components/schemas/" name "'}"
#define TEXT "{'type':'string'}"
#define WHOLE "{'type':'integer','format':'int64'}"
#define FLAG "{'type':'boolean'}"
#define ID "{'type':'string','format':'uuid'}"
#define ROLE "{'type':'string','enum':['viewer','agent','admin','owner']}"
#define ANY_OBJECT "{'type':'object','additionalProperties':true}"
#define OR_NULL(type) "{'type':['" type "','null']}"
#define REF_OR_NULL(name) "{'anyOf':[" REF(name) ",{'type':'null'}]}"
#define DATE_ORDER "{'type':'string','enum':['dmy','mdy','ymd']}"
#define WALL_CLOCK                                                                                 \
	"{'type':'integer','format':'int64','description':'Wall-clock time, written as if UTC.'}"
#define LIST(of) "{'type':'array','items':" of "}"
#define OBJECT(required, members)                                                                  \
	"{'type':'object','required':[" required "],'properties':{" members "}}"
#define PAGE(of) OBJECT("'items','next'", "'items':" LIST(of) ",'next':" OR_NULL("string"))

/* clang-format off */
static const struct { const char *name, *schema; } schemas[] = {
	{ "Problem", OBJECT("'type','title','status'",
		"'type':" TEXT ",'title':" TEXT ",'status':{'type':'integer'},'detail':" TEXT
		",'request_id':" TEXT ",'errors':" LIST(REF("Flaw"))) },
	{ "Flaw", OBJECT("'pointer','code','detail'",
		"'pointer':{'type':'string','description':"
		"'JSON pointer into the body; ?name: a query parameter.'}"
		",'code':" TEXT ",'detail':" TEXT) },
	{ "Batch",
		"{'type':'object','additionalProperties':false,'required':['items'],'properties':{"
		"'items':{'type':'array','maxItems':500,'items':" REF("BatchItem") "}}}" },
	{ "BatchItem",
		"{'type':'object','additionalProperties':false,'properties':{"
		"'op':{'type':'string','enum':['create','patch','delete','restore'],"
		"'default':'create'},"
		"'id':" ID ",'if_version':{'type':'integer','minimum':1},'body':" ANY_OBJECT "}}" },
	{ "BatchAnswer", OBJECT("'items'", "'items':" LIST(REF("BatchResult"))) },
	{ "BatchResult", OBJECT("'status','id'",
		"'status':{'type':'integer'},'id':" OR_NULL("string") ",'version':" WHOLE
		",'error':" REF("Problem")) },
	{ "Count", OBJECT("'count','more'",
		"'count':{'type':'integer','minimum':0,'maximum':10000},'more':" FLAG) },
	{ "ChangedSince",
		"{'type':'object','properties':{'changed_since':" LIST(REF("FieldNow")) "}}" },
	{ "FieldNow", OBJECT("'field','value'",
		"'field':{'type':'string','description':'A field by its name. custom: those fields"
		" of the workspace that were changed, by their ids.'},'value':{}") },
	{ "Meta", OBJECT("'version','first_run','setup_code','min_age','workspace_grace_days',"
		"'mail','features','records'",
		"'version':" TEXT ",'first_run':" FLAG ",'setup_code':" FLAG ",'min_age':" WHOLE
		",'workspace_grace_days':" WHOLE ",'mail':" FLAG ",'features':" LIST(TEXT)
		",'records':" ANY_OBJECT) },
	{ "Document", ANY_OBJECT },
	{ "Health", OBJECT("'status'", "'status':" TEXT) },
	{ "Policy", OBJECT("'version','records'",
		"'version':{'type':'integer'},'records':" LIST(REF("PolicyRecord"))) },
	{ "PolicyRecord", OBJECT("'name','plural','doc','home','fields'",
		"'name':" TEXT ",'plural':" TEXT ",'doc':" TEXT ",'home':" TEXT
		",'fields':" LIST(REF("PolicyField"))) },
	{ "PolicyField", OBJECT("'name','doc','policy','class','purpose','shared','kept','at_rest',"
		"'on_export','on_erase','on_restrict'",
		"'name':" TEXT ",'doc':" TEXT ",'policy':" TEXT ",'class':" TEXT ",'purpose':" TEXT
		",'shared':" TEXT ",'kept':" TEXT ",'at_rest':" TEXT ",'on_export':" TEXT
		",'on_erase':" TEXT ",'on_restrict':" TEXT) },
	{ "Session", OBJECT("'user','workspaces','csrf'",
		"'user':" REF("Account") ",'workspaces':" LIST(REF("Place")) ",'csrf':" TEXT) },
	{ "Joined", "{'allOf':[" REF("Session") "," OBJECT("'joined'", "'joined':" ID) "]}" },
	{ "Account", OBJECT("'id','email','name','locale','operator','totp','recovery_codes_left',"
		"'email_verified'",
		"'id':" ID ",'email':" TEXT ",'name':" TEXT ",'locale':" OR_NULL("string")
		",'operator':" FLAG ",'totp':" FLAG ",'recovery_codes_left':" WHOLE
		",'email_verified':" FLAG) },
	{ "AccountClosing", OBJECT("'closes_at'", "'closes_at':" WHOLE) },
	{ "SignedInAnswer", OBJECT("'items'", "'items':" LIST(REF("SignedIn"))) },
	{ "SignedIn", OBJECT("'id','agent','created_at','seen_at','expires_at','current'",
		"'id':" ID ",'agent':" OR_NULL("string") ",'created_at':" WHOLE ",'seen_at':" WHOLE
		",'expires_at':" WHOLE ",'current':" FLAG) },
	{ "TotpSetup", OBJECT("'secret','uri'", "'secret':" TEXT ",'uri':" TEXT) },
	{ "RecoveryCodes", OBJECT("'recovery_codes'", "'recovery_codes':" LIST(TEXT)) },
	{ "EgressAnswer", PAGE(REF("EgressEntry")) },
	{ "EgressEntry", OBJECT("'id','at','recipient','host','purpose','classes','bytes',"
		"'took_ms','done','problem','answer'",
		"'id':" ID ",'at':" WHOLE ",'recipient':" TEXT ",'host':" TEXT ",'purpose':" TEXT
		",'classes':" LIST(TEXT) ",'bytes':" WHOLE ",'took_ms':" WHOLE ",'done':" FLAG
		",'problem':" OR_NULL("string") ",'answer':" OR_NULL("integer")) },
	{ "BackupAnswer", OBJECT("'items','schedule','storage','key_beside_data','sheet_seen_at',"
		"'restored'",
		"'items':" LIST(REF("Backup")) ",'schedule':" REF("BackupSchedule")
		",'storage':" REF("BackupStorage") ",'key_beside_data':" FLAG
		",'sheet_seen_at':" OR_NULL("integer") ",'restored':{'anyOf':[" REF("Restored")
		",{'type':'null'}]}") },
	{ "Backup", OBJECT("'id','state','scheduled','started_at','finished_at','verified_at',"
		"'bytes','bytes_copied','files','problem','folder','there','done_bytes',"
		"'total_bytes'",
		"'id':" ID
		",'state':{'type':'string','enum':['running','done','failed','cancelled']}"
		",'scheduled':" FLAG ",'started_at':" WHOLE ",'finished_at':" OR_NULL("integer")
		",'verified_at':" OR_NULL("integer") ",'bytes':" OR_NULL("integer")
		",'bytes_copied':" OR_NULL("integer") ",'files':" OR_NULL("integer")
		",'problem':" OR_NULL("string") ",'folder':" TEXT ",'there':" FLAG
		",'done_bytes':" OR_NULL("integer") ",'total_bytes':" OR_NULL("integer")) },
	{ "BackupSchedule", OBJECT("'every_hours','keep','keep_weekly','folder','usual_folder'",
		"'every_hours':" WHOLE ",'keep':" WHOLE ",'keep_weekly':" WHOLE
		",'folder':" OR_NULL("string") ",'usual_folder':" TEXT) },
	{ "BackupStorage", OBJECT("'data_bytes','free_bytes','cells'",
		"'data_bytes':" WHOLE ",'free_bytes':" WHOLE
		",'cells':" LIST(REF("BackupStorageOfCell"))) },
	{ "BackupStorageOfCell", OBJECT("'workspace_id','name','bytes'",
		"'workspace_id':" ID ",'name':" TEXT ",'bytes':" WHOLE) },
	{ "Restored", OBJECT("'at','from','held_jobs'",
		"'at':" WHOLE ",'from':" WHOLE ",'held_jobs':" WHOLE) },
	{ "RecoverySheet", OBJECT("'master_key','fingerprint','instance_id','address','made_at',"
		"'how'",
		"'master_key':" TEXT ",'fingerprint':" TEXT ",'instance_id':" ID ",'address':" TEXT
		",'made_at':" WHOLE ",'how':" LIST(TEXT)) },
	{ "JobsReleased", OBJECT("'released'", "'released':" WHOLE) },
	{ "Place", OBJECT("'id','name','role','member_id','country','locale','time_zone','state',"
		"'closes_at'",
		"'id':" ID ",'name':" TEXT ",'member_id':" ID ",'role':" ROLE
		",'country':" OR_NULL("string") ",'locale':" OR_NULL("string")
		",'time_zone':" OR_NULL("string")
		",'state':{'type':'string','enum':['ready','closing']}"
		",'closes_at':" OR_NULL("integer")) },
	{ "Made", OBJECT("'id'", "'id':" ID) },
	{ "MemberNews", OBJECT("'id','role','active'",
		"'id':" ID ",'role':" ROLE ",'active':" FLAG) },
	{ "TeamAnswer", OBJECT("'items'", "'items':" LIST(REF("TeamMember"))) },
	{ "TeamMember", OBJECT("'id','user_id','name','email','role','leaving','totp','joined_at',"
		"'seen_at'",
		"'id':" ID ",'user_id':" ID ",'name':" TEXT ",'email':" TEXT ",'role':" ROLE
		",'leaving':" FLAG ",'totp':" FLAG ",'joined_at':" WHOLE
		",'seen_at':" OR_NULL("integer")) },
	{ "InviteAnswer", OBJECT("'items'", "'items':" LIST(REF("Invite"))) },
	{ "Invite", OBJECT("'id','email','role','made_by','created_at','expires_at','taken_at'",
		"'id':" ID ",'email':" OR_NULL("string") ",'role':" ROLE ",'made_by':" TEXT
		",'created_at':" WHOLE ",'expires_at':" WHOLE ",'taken_at':" OR_NULL("integer")) },
	{ "InviteMade", OBJECT("'id','link','mailed','expires_at'",
		"'id':" ID ",'link':" TEXT ",'mailed':" FLAG ",'expires_at':" WHOLE) },
	{ "InviteSeen", OBJECT("'workspace','role','email_hint','expires_at','signed_in_as','fits'",
		"'workspace':" TEXT ",'role':" ROLE ",'email_hint':" OR_NULL("string")
		",'expires_at':" WHOLE ",'fits':" OR_NULL("boolean")
		",'signed_in_as':" REF_OR_NULL("InviteReader")) },
	{ "InviteReader", OBJECT("'name','email'", "'name':" TEXT ",'email':" TEXT) },
	{ "TokenAnswer", OBJECT("'items'", "'items':" LIST(REF("Token"))) },
	{ "Token", OBJECT("'id','name','scope','member_id','member','created_at','seen_at',"
		"'expires_at'",
		"'id':" ID ",'name':" OR_NULL("string") ",'scope':" TEXT ",'member_id':" ID
		",'member':" TEXT ",'created_at':" WHOLE ",'seen_at':" OR_NULL("integer")
		",'expires_at':" OR_NULL("integer")) },
	{ "TokenMade", OBJECT("'id','token'", "'id':" ID ",'token':" TEXT) },
	{ "WorkspaceClosing", OBJECT("'state','closes_at','export'",
		"'state':" TEXT ",'closes_at':" WHOLE ",'export':" LIST(TEXT)) },
	{ "WorkspaceKept", OBJECT("'state'", "'state':" TEXT) },
	{ "SearchAnswer", OBJECT("'items'", "'items':" LIST(REF("SearchHit"))) },
	{ "SearchHit", OBJECT("'record','id','title','snippet','at'",
		"'record':" TEXT ",'id':" ID ",'title':" TEXT ",'snippet':" TEXT ",'at':" WHOLE
		",'chat_id':" ID ",'contact_id':" ID) },
	{ "ChangesAnswer", OBJECT("'epoch','seq','items'",
		"'epoch':" ID ",'seq':" WHOLE ",'items':" LIST(REF("ChangeEvent"))) },
	{ "ChangeEvent", OBJECT("'seq','record','id','op'",
		"'seq':" WHOLE ",'record':" TEXT ",'id':" ID
		",'op':{'type':'string','enum':['put','gone']},'fields':" LIST(TEXT)
		",'row':" ANY_OBJECT) },
	{ "FeedTicket", OBJECT("'ticket'", "'ticket':" TEXT) },
	{ "TimelineAnswer", PAGE(REF("Timeline")) },
	{ "HistoryAnswer", PAGE("{'allOf':[" REF("History") "," REF("FieldName") "]}") },
	{ "AuditAnswer", PAGE(REF("AuditItem")) },
	{ "AuditItem", OBJECT(
		"'seq','at','actor_id','action','record','row_id','n','link','fields'",
		"'seq':" WHOLE ",'at':" WHOLE ",'actor_id':" OR_NULL("string") ",'action':" TEXT
		",'record':" OR_NULL("string") ",'row_id':" OR_NULL("string") ",'n':" WHOLE
		",'link':" TEXT ",'fields':" LIST(TEXT)) },
	{ "AuditVerified", OBJECT("'ok','entries','from','to','next','problem'",
		"'ok':" FLAG ",'entries':" WHOLE ",'from':" WHOLE ",'to':" WHOLE
		",'next':" OR_NULL("integer") ",'problem':" OR_NULL("string")) },
	{ "FieldName", OBJECT("'name'", "'name':" OR_NULL("string")) },
	{ "ImportPreview", OBJECT("'kind','csv','chat'",
		"'kind':{'type':'string','enum':['csv','chat','chat_zip']}"
		",'csv':" REF_OR_NULL("CsvPreview") ",'chat':" REF_OR_NULL("ChatPreview")) },
	{ "CsvPreview", OBJECT("'delimiter','encoding','columns','fields'",
		"'delimiter':" TEXT ",'encoding':" TEXT
		",'columns':" LIST(REF("CsvColumn")) ",'fields':" LIST(REF("CsvField"))) },
	{ "CsvColumn", OBJECT("'header','field','sample'",
		"'header':" TEXT ",'field':" OR_NULL("string") ",'sample':" LIST(TEXT)) },
	{ "CsvField", OBJECT("'name','label'", "'name':" TEXT ",'label':" TEXT) },
	{ "ChatPreview", OBJECT("'date_order','ambiguous','readings','senders','me','title',"
		"'group','zone','messages','first','last','attachments','attachments_missing'",
		"'date_order':" DATE_ORDER ",'ambiguous':" FLAG
		",'readings':" LIST(REF("ChatReading")) ",'senders':" LIST(REF("ChatSender"))
		",'me':" OR_NULL("string") ",'title':" TEXT
		",'group':" FLAG ",'zone':" TEXT ",'messages':" WHOLE ",'first':" WALL_CLOCK
		",'last':" WALL_CLOCK ",'attachments':" WHOLE ",'attachments_missing':" WHOLE) },
	{ "ChatReading", OBJECT("'order','first','last','samples'",
		"'order':" DATE_ORDER ",'first':" WALL_CLOCK ",'last':" WALL_CLOCK
		",'samples':" LIST(REF("ChatDateRead"))) },
	{ "ChatDateRead", OBJECT("'raw','read'", "'raw':" TEXT ",'read':" WALL_CLOCK) },
	{ "ChatSender", OBJECT("'name','count','phone'",
		"'name':" TEXT ",'count':" WHOLE ",'phone':" OR_NULL("string")) },
	{ "ImportErrorsAnswer", PAGE(REF("ImportRowError")) },
	{ "ImportRowError", OBJECT("'line','reason','value'",
		"'line':" WHOLE ",'reason':" TEXT ",'value':" OR_NULL("string")) },
	{ "Sample", OBJECT("'present','removing','contacts','messages'",
		"'present':" FLAG ",'removing':" FLAG ",'contacts':" WHOLE ",'messages':" WHOLE) },
	{ "RunStarted", OBJECT("'run_id'", "'run_id':" ID) },
};
/* clang-format on */

void put_quoted(struct buf *b, const char *text)
{
	for (; *text != 0; text++)
		put_char(b, *text == '\'' ? '"' : *text);
}

void openapi_put_schemas(struct buf *b)
{
	for (unsigned i = 0; i < COUNT(schemas); i++) {
		json_key(b, str_of(schemas[i].name));
		put_quoted(b, schemas[i].schema);
	}
}
