-- load.lua: what wrk sends. wrk -s load.lua URL -- NAME TOKEN CONTACTS CHATS; NAME as in run.mjs.
--
-- Ids are worked out as src/cmd/bench_text.c gives them out, so that nothing has to be asked first.
local kinds = { tag = 2, contact = 3, chat = 4, field = 6 }
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("thread_number", threads)
end

local function id(kind, nth)
	local ms = 1700000000000 + nth
	return string.format(
		"%08x-%04x-7%03x-8000-0000%08x", math.floor(ms / 65536), ms % 65536, kinds[kind], nth)
end

local contacts, chats, run, n = 0, 0, 0, 0

local function contact()
	return string.format(
		'{"name":"Created %d","identities":[{"kind":"email","value":"u%dx%d@example.com"}],"tags":["%s"]}',
		n, run, n, id("tag", math.random(0, 11)))
end

local function message(chat)
	return string.format(
		'{"chat_id":"%s","at":%d,"direction":"in","kind":"text",'
			.. '"text":"Obrigado pelo pedido, amanha cedo entrego %d"}',
		id("chat", chat), 1782864000000 + n * 1000, n)
end

-- Whole words, so that each is found often: the newest 20 of many.
local words = { "obrigado", "pedido", "amanh%C3%A3", "entrega", "the", "delivery", "boleto" }

local loads = {
	point = function() return "GET", "contacts/" .. id("contact", math.random(0, contacts - 1)) end,
	page = function() return "GET", "contacts?limit=50" end,
	search = function() return "GET", "search?records=messages&limit=20&q=" .. words[math.random(#words)] end,
	filter = function()
		return "GET", "contacts?limit=50&tags=" .. id("tag", math.random(0, 2)) .. "&custom."
			.. id("field", 0) .. "=" .. math.random(0, 4)
	end,
	create = function() return "POST", "contacts", contact() end,
	spread = function() return "POST", "messages", message(math.random(0, chats - 1)) end,
	one = function() return "POST", "messages", message(7) end,
}
local load

function init(args)
	load = loads[args[1]]
	wrk.headers["Authorization"] = "Bearer " .. args[2]
	wrk.headers["Content-Type"] = "application/json"
	contacts, chats = tonumber(args[3]), tonumber(args[4])
	math.randomseed(os.time() * 64 + thread_number)
	for _ = 1, 5 do math.random() end
	run = math.random(1, 1000000000)
end

function request()
	n = n + 1
	local method, path, body = load()
	return wrk.format(method, "/api/v1/" .. path, nil, body)
end

-- One line for run.mjs.
function done(summary)
	local e = summary.errors
	io.write(string.format(
		"LOAD %d %d\n", summary.requests, e.status + e.connect + e.read + e.write + e.timeout))
end
