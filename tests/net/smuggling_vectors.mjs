// smuggling_vectors.mjs: requests that two parsers could read in two ways, or that are no requests
// at all, as [name, bytes, status]. Each must get that one reply, nothing else, and lose its
// connection: then no byte behind it can become a request of somebody else's.
const get = 'GET /hello HTTP/1.1\r\n';
const post = 'POST /echo HTTP/1.1\r\nHost: a\r\n';
const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n`;
const header = (line) => `${get}Host: a\r\n${line}\r\n\r\n`;
const length = (value) => `${post}Content-Length: ${value}\r\n\r\nhello`;
const coding = (value) => `${post}Transfer-Encoding: ${value}\r\n\r\n0\r\n\r\n`;
const line = (text) => `${text}\r\nHost: a\r\n\r\n`;
const host = (value) => `${get}Host: ${value}\r\n\r\n`;

export const refused = [
	// Two lengths.
	['Content-Length and Transfer-Encoding', `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
	['Transfer-Encoding and Content-Length', `${post}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`, 400],
	['two different lengths', `${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, 400],
	['the same length twice', `${post}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`, 400],
	['lengths as a list', length('5, 5'), 400],
	['length and an empty one', `${post}Content-Length: 5\r\nContent-Length:\r\n\r\nhello`, 400],

	// Lengths that are no numbers to everybody.
	['length with plus', length('+5'), 400],
	['length with minus', length('-5'), 400],
	['length in hex', length('0x5'), 400],
	['length in octal digits and letters', length('5o'), 400],
	['length with an exponent', length('1e1'), 400],
	['length with a point', length('5.0'), 400],
	['length with a space inside', length('5 5'), 400],
	['length in quotes', length('"5"'), 400],
	['length empty', length(''), 400],
	['length beyond 64 bits', length('18446744073709551621'), 400],
	['length of a terabyte', `${post}Content-Length: 1099511627776\r\n\r\n`, 413],

	// Transfer codings other than exactly chunked.
	['identity', coding('identity'), 400],
	['gzip, chunked', coding('gzip, chunked'), 400],
	['chunked, identity', coding('chunked, identity'), 400],
	['chunked, chunked', coding('chunked, chunked'), 400],
	['xchunked', coding('xchunked'), 400],
	['chunkedx', coding('chunkedx'), 400],
	['chunked in quotes', coding('"chunked"'), 400],
	['chunked with a parameter', coding('chunked;q=1'), 400],
	['chunked, and a comma', coding('chunked,'), 400],
	['a comma, and chunked', coding(',chunked'), 400],
	['chunked behind a vertical tab', coding('\x0bchunked'), 400],
	['chunked behind a form feed', coding('\x0cchunked'), 400],
	['chunked with a NUL', coding('chunked\x00'), 400],
	['an empty coding', coding(''), 400],
	['coding twice', `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`, 400],
	['coding twice, the same', `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
	['coding in HTTP/1.0', 'POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],

	// Header lines that end up in another line, or under another name.
	['space before the colon', `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`, 400],
	['tab before the colon', `${post}Content-Length\t: 5\r\n\r\nhello`, 400],
	['a folded value', header('X: a\r\n b'), 400],
	['a folded value behind a tab', header('X: a\r\n\tb'), 400],
	['a value that begins on the next line', header('X:\r\n b'), 400],
	['a folded coding', `${post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`, 400],
	['space before the first header', `${get} Host: a\r\n\r\n`, 400],
	['space before a later header', header(' Content-Length: 5'), 400],
	['no colon', header('Content-Length 5'), 400],
	['no name', header(': 5'), 400],
	['a name with a space', header('Content Length: 5'), 400],
	['a name in parentheses', header('(x): 5'), 400],
	['a name with a NUL', header('Content\x00Length: 5'), 400],
	['a name beyond ASCII', header('Content-Lengt\xc4\xa7: 5'), 400],
	['a bare CR in a value', header('X: y\rContent-Length: 5'), 400],
	['a bare LF between headers', header('X: y\nContent-Length: 5'), 400],
	['bare LFs everywhere', 'GET /hello HTTP/1.1\nHost: a\n\n', 400],
	['CR CR LF', header('X: y\r'), 400],
	['a NUL in a value', header('X: a\x00b'), 400],
	['a control character in a value', header('X: a\x1fb'), 400],
	['DEL in a value', header('X: a\x7fb'), 400],
	['a value that is not UTF-8', header('X: \xff\xfe'), 400],

	// The request line.
	['two spaces before the target', line('GET  /hello HTTP/1.1'), 400],
	['two spaces behind the target', line('GET /hello  HTTP/1.1'), 400],
	['a tab for a space', line('GET\t/hello\tHTTP/1.1'), 400],
	['a space in the target', line('GET /hello world HTTP/1.1'), 400],
	['a space at the end', line('GET /hello HTTP/1.1 '), 400],
	['HTTP/0.9', 'GET /hello\r\n\r\n', 400],
	['HTTP/0.9 with a version', line('GET /hello HTTP/0.9'), 400],
	['HTTP/1.2', line('GET /hello HTTP/1.2'), 400],
	['HTTP/2.0', line('GET /hello HTTP/2.0'), 400],
	['HTTP/1.01', line('GET /hello HTTP/1.01'), 400],
	['http/1.1 in small letters', line('GET /hello http/1.1'), 400],
	['the HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
	['RTSP', line('DESCRIBE /hello RTSP/1.0'), 400],
	['no target', line('GET HTTP/1.1'), 400],
	['a fragment', line('GET /hello#x HTTP/1.1'), 400],
	['a target beyond ASCII', line('GET /h\xc3\xa9llo HTTP/1.1'), 400],
	['a NUL in the target', line('GET /hel\x00lo HTTP/1.1'), 400],
	['an escaped NUL', line('GET /hello%00 HTTP/1.1'), 400],
	['a broken escape', line('GET /hello%2 HTTP/1.1'), 400],
	['an asterisk for a path', line('GET * HTTP/1.1'), 400],
	['an address of another host', line('GET http://b/hello HTTP/1.1'), 400],
	['an address with a user', line('GET http://x@a/hello HTTP/1.1'), 400],
	['a method in small letters', line('get /hello HTTP/1.1'), 400],
	['an unknown method', line('HELLO /hello HTTP/1.1'), 405],
	['TRACE', line('TRACE /hello HTTP/1.1'), 405],
	['CONNECT', line('CONNECT a:443 HTTP/1.1'), 405],
	['two empty lines first', `\r\n\r\n${line('GET /hello HTTP/1.1')}`, 400],
	['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
	['noise', '\x00\xff\x00\xff', 400],

	// The host.
	['no Host', `${get}\r\n`, 400],
	['two Hosts', `${get}Host: a\r\nHost: b\r\n\r\n`, 400],
	['the same Host twice', `${get}Host: a\r\nHost: a\r\n\r\n`, 400],
	['an empty Host', host(''), 400],
	['a Host with a path', host('a/b'), 400],
	['a Host with a user', host('x@a'), 400],
	['two names in a Host', host('a, b'), 400],
	['a Host with a space', host('a b'), 400],
	['a Host with a bad port', host('a:80x'), 400],
	['a Host with a large port', host('a:65536'), 400],
	['a Host that breaks off', host('[::1'), 400],

	// Chunks.
	['two bytes for the CR LF behind a chunk', `${chunked}5\r\nhelloXX0\r\n\r\n`, 400],
	['no CR LF behind a chunk', `${chunked}5\r\nhello0\r\n\r\n`, 400],
	['LF behind a size', `${chunked}5\nhello\r\n0\r\n\r\n`, 400],
	['LF behind a chunk', `${chunked}5\r\nhello\n0\r\n\r\n`, 400],
	['CR behind a size', `${chunked}5\rhello\r\n0\r\n\r\n`, 400],
	['a size with 0x', `${chunked}0x5\r\nhello\r\n0\r\n\r\n`, 400],
	['a size with plus', `${chunked}+5\r\nhello\r\n0\r\n\r\n`, 400],
	['a size with minus', `${chunked}-5\r\nhello\r\n0\r\n\r\n`, 400],
	['a size behind a space', `${chunked} 5\r\nhello\r\n0\r\n\r\n`, 400],
	['a size before a space', `${chunked}5 \r\nhello\r\n0\r\n\r\n`, 400],
	['no size', `${chunked}\r\nhello\r\n0\r\n\r\n`, 400],
	['a size beyond 64 bits', `${chunked}10000000000000005\r\nhello\r\n0\r\n\r\n`, 400],
	['a size of 64 bits', `${chunked}ffffffffffffffff\r\nhello\r\n0\r\n\r\n`, 413],
	['an extension', `${chunked}5;a=b\r\nhello\r\n0\r\n\r\n`, 400],
	['an extension with LF', `${chunked}5;a\nb\r\nhello\r\n0\r\n\r\n`, 400],
	['an extension of the last chunk', `${chunked}5\r\nhello\r\n0;x\r\n\r\n`, 400],
	['a trailer', `${chunked}5\r\nhello\r\n0\r\nX: y\r\n\r\n`, 400],
	['a trailer with a length', `${chunked}0\r\nContent-Length: 5\r\n\r\n`, 400],

	// Bodies where none may be, or that hide their size.
	['a body of GET', `${get}Host: a\r\nContent-Length: 5\r\n\r\nhello`, 400],
	['a chunked body of GET', `${get}Host: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
	['a body of HEAD', 'HEAD /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello', 400],
	['a body of OPTIONS', 'OPTIONS /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello', 400],
	['a compressed body', `${post}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello`, 415],
	['an expectation nobody knows', `${post}Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello`, 400],

	// Headers that decide who somebody is.
	['two Authorizations', header('Authorization: Bearer a\r\nAuthorization: Bearer b'), 400],
	['two Cookies', header('Cookie: a=b\r\nCookie: a=c'), 400],
	['two Origins', header('Origin: http://a\r\nOrigin: http://b'), 400],
	['two Content-Types', header('Content-Type: text/plain\r\nContent-Type: application/json'), 400],
	['two Idempotency-Keys', header('Idempotency-Key: a\r\nIdempotency-Key: b'), 400],

	// Too much of it.
	['a long target', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
	['a long header', header(`X: ${'y'.repeat(17_000)}`), 431],
	['a line without an end', `GET /${'a'.repeat(70_000)}`, 431],
	['many headers', header(Array.from({ length: 70 }, (_, i) => `X-${i}: y`).join('\r\n')), 431],
	['a body larger than its limit', `${post}Content-Length: 1048577\r\n\r\n`, 413],
	['chunks larger than the limit', `${chunked}100000\r\n${'x'.repeat(1_048_576)}\r\n1\r\nx\r\n0\r\n\r\n`, 413],
];

// What looks odd and is right all the same.
export const taken = [
	['an empty line first', `\r\n${line('GET /hello HTTP/1.1')}`],
	['an offer of h2c', header('Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA')],
	['an address of this host', line('GET http://a/hello HTTP/1.1')],
	['HTTP/1.0', 'GET /hello HTTP/1.0\r\n\r\n'],
	['a length with zeros', `${post}Content-Length: 0005\r\n\r\nhello`],
	['Chunked in capitals', `${post}Transfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n`],
	['a size with zeros', `${chunked}0005\r\nhello\r\n000\r\n\r\n`],
	['a value in UTF-8', header('X: caf\xc3\xa9')],
	['an empty value', header('X:')],
	['tabs around a value', header('X:\ta\t')],
	['Accept twice', header('Accept: text/html\r\nAccept: text/plain')],
];
