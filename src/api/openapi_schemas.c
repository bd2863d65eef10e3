/* openapi_schemas.c: what is answered that is no record. In these texts ' stands for ". */
#include "api/openapi.h"

#define REF(name) "{'$ref':'#/components/schemas/" name "'}"
#define TEXT "{'type':'string'}"
#define WHOLE "{'type':'integer','format':'int64'}"
#define FLAG "{'type':'boolean'}"
#define ID "{'type':'string','format':'uuid'}"
#define ANY_OBJECT "{'type':'object'}"
#define OR_NULL(type) "{'type':['" type "','null']}"
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
		"'op':{'type':'string','enum':['create','patch','delete'],'default':'create'},"
		"'id':" ID ",'if_version':{'type':'integer','minimum':1},'body':" ANY_OBJECT "}}" },
	{ "BatchAnswer", OBJECT("'items'", "'items':" LIST(REF("BatchResult"))) },
	{ "BatchResult", OBJECT("'status','id'",
		"'status':{'type':'integer'},'id':" OR_NULL("string") ",'version':" WHOLE
		",'error':" REF("Problem")) },
	{ "Count", OBJECT("'count','more'",
		"'count':{'type':'integer','minimum':0,'maximum':10000},'more':" FLAG) },
	{ "ChangedSince",
		"{'type':'object','properties':{'changed_since':" LIST(REF("FieldNow")) "}}" },
	{ "FieldNow", OBJECT("'field','value'", "'field':" TEXT ",'value':{}") },
	{ "Meta", OBJECT("'version','first_run','setup_code','min_age','mail','features','records'",
		"'version':" TEXT ",'first_run':" FLAG ",'setup_code':" FLAG ",'min_age':" WHOLE
		",'mail':" FLAG ",'features':" LIST(TEXT)
		",'records':" ANY_OBJECT) },
	{ "Document", ANY_OBJECT },
	{ "Health", OBJECT("'status'", "'status':" TEXT) },
	{ "Policy", OBJECT("'version','records'",
		"'version':{'type':'integer'},'records':" LIST(REF("PolicyRecord"))) },
	{ "PolicyRecord", OBJECT("'name','plural','doc','home','fields'",
		"'name':" TEXT ",'plural':" TEXT ",'doc':" TEXT ",'home':" TEXT
		",'fields':" LIST(ANY_OBJECT)) },
	{ "Session", OBJECT("'user','workspaces','csrf'",
		"'user':" REF("Account") ",'workspaces':" LIST(REF("Place")) ",'csrf':" TEXT) },
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
	{ "Place", OBJECT("'id','name','role','member_id'",
		"'id':" ID ",'name':" TEXT ",'member_id':" ID
		",'role':{'type':'string','enum':['viewer','agent','admin','owner']}") },
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
	{ "FieldName", OBJECT("'name'", "'name':" OR_NULL("string")) },
	{ "ImportPreview", OBJECT("'kind'",
		"'kind':" TEXT ",'csv':" OR_NULL("object") ",'chat':" OR_NULL("object")) },
	{ "ImportErrorsAnswer", PAGE(REF("ImportRowError")) },
	{ "ImportRowError", OBJECT("'line','reason','value'",
		"'line':" WHOLE ",'reason':" TEXT ",'value':" OR_NULL("string")) },
	{ "Sample", OBJECT("'present','contacts','messages'",
		"'present':" FLAG ",'contacts':" WHOLE ",'messages':" WHOLE) },
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
