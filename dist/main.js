'use strict'
const external_os = require('os')

// node_modules/@actions/core/lib/utils.js
function utils_toCommandValue(input) {
	if (input === null || input === void 0) return ''
	else if (typeof input === 'string' || input instanceof String) return input
	return JSON.stringify(input)
}
function utils_toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {}
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	}
}

// node_modules/@actions/core/lib/command.js
function command_issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message)
	process.stdout.write(cmd.toString() + external_os.EOL)
}
const CMD_STRING = '::'
class Command {
	constructor(command, properties, message) {
		if (!command) command = 'missing.command'
		this.command = command
		this.properties = properties
		this.message = message
	}
	toString() {
		let cmdStr = CMD_STRING + this.command
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += ' '
			let first = true
			for (const key in this.properties)
				if (this.properties.hasOwnProperty(key)) {
					const val = this.properties[key]
					if (val) {
						if (first) first = false
						else cmdStr += ','
						cmdStr += `${key}=${escapeProperty(val)}`
					}
				}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`
		return cmdStr
	}
}
function escapeData(s) {
	return utils_toCommandValue(s).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}
function escapeProperty(s) {
	return utils_toCommandValue(s).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/:/g, '%3A').replace(/,/g, '%2C')
}
const external_crypto = require('crypto')
const external_fs = require('fs')

// node_modules/@actions/core/lib/file-command.js
function file_command_issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`]
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`)
	if (!external_fs.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`)
	external_fs.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os.EOL}`, {encoding: 'utf8'})
}
function file_command_prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${external_crypto.randomUUID()}`
	const convertedValue = utils_toCommandValue(value)
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`)
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`)
	return `${key}<<${delimiter}${external_os.EOL}${convertedValue}${external_os.EOL}${delimiter}`
}
var external_http_ = require('http')
var external_https_ = require('https')

// node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
	const usingSsl = reqUrl.protocol === 'https:'
	if (checkBypass(reqUrl)) return
	const proxyVar = (() => {
		if (usingSsl) return process.env.https_proxy || process.env.HTTPS_PROXY
		else return process.env.http_proxy || process.env.HTTP_PROXY
	})()
	if (proxyVar)
		try {
			return new DecodedURL(proxyVar)
		} catch (_a) {
			if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://')) return new DecodedURL(`http://${proxyVar}`)
		}
	else return
}
function checkBypass(reqUrl) {
	if (!reqUrl.hostname) return false
	if (isLoopbackAddress(reqUrl.hostname)) return true
	const noProxy = process.env.no_proxy || process.env.NO_PROXY || ''
	if (!noProxy) return false
	let reqPort
	if (reqUrl.port) reqPort = Number(reqUrl.port)
	else if (reqUrl.protocol === 'http:') reqPort = 80
	else if (reqUrl.protocol === 'https:') reqPort = 443
	const upperReqHosts = [reqUrl.hostname.toUpperCase()]
	if (typeof reqPort === 'number') upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`)
	for (const upperNoProxyItem of noProxy
		.split(',')
		.map(x => x.trim().toUpperCase())
		.filter(x => x))
		if (upperNoProxyItem === '*' || upperReqHosts.some(x => x === upperNoProxyItem || x.endsWith(`.${upperNoProxyItem}`) || (upperNoProxyItem.startsWith('.') && x.endsWith(`${upperNoProxyItem}`))))
			return true
	return false
}
function isLoopbackAddress(host) {
	const hostLower = host.toLowerCase()
	return hostLower === 'localhost' || hostLower.startsWith('127.') || hostLower.startsWith('[::1]') || hostLower.startsWith('[0:0:0:0:0:0:0:1]')
}
class DecodedURL extends URL {
	constructor(url, base) {
		super(url, base)
		this._decodedUsername = decodeURIComponent(super.username)
		this._decodedPassword = decodeURIComponent(super.password)
	}
	get username() {
		return this._decodedUsername
	}
	get password() {
		return this._decodedPassword
	}
}
function tunnel(exports = {}) {
	var tls = require('tls')
	var http = require('http')
	var https = require('https')
	var events = require('events')
	var util = require('util')
	exports.httpOverHttp = httpOverHttp
	exports.httpsOverHttp = httpsOverHttp
	exports.httpOverHttps = httpOverHttps
	exports.httpsOverHttps = httpsOverHttps
	function httpOverHttp(options) {
		var agent = new TunnelingAgent(options)
		agent.request = http.request
		return agent
	}
	function httpsOverHttp(options) {
		var agent = new TunnelingAgent(options)
		agent.request = http.request
		agent.createSocket = createSecureSocket
		agent.defaultPort = 443
		return agent
	}
	function httpOverHttps(options) {
		var agent = new TunnelingAgent(options)
		agent.request = https.request
		return agent
	}
	function httpsOverHttps(options) {
		var agent = new TunnelingAgent(options)
		agent.request = https.request
		agent.createSocket = createSecureSocket
		agent.defaultPort = 443
		return agent
	}
	function TunnelingAgent(options) {
		var self = this
		self.options = options || {}
		self.proxyOptions = self.options.proxy || {}
		self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets
		self.requests = []
		self.sockets = []
		self.on('free', function (socket, host, port, localAddress) {
			var options = toOptions(host, port, localAddress)
			for (var i = 0, len = self.requests.length; i < len; ++i) {
				var pending = self.requests[i]
				if (pending.host === options.host && pending.port === options.port) {
					self.requests.splice(i, 1)
					pending.request.onSocket(socket)
					return
				}
			}
			socket.destroy()
			self.removeSocket(socket)
		})
	}
	util.inherits(TunnelingAgent, events.EventEmitter)
	TunnelingAgent.prototype.addRequest = function (req, host, port, localAddress) {
		var self = this
		var options = mergeOptions({request: req}, self.options, toOptions(host, port, localAddress))
		if (self.sockets.length >= this.maxSockets) {
			self.requests.push(options)
			return
		}
		self.createSocket(options, function (socket) {
			socket.on('free', onFree)
			socket.on('close', onCloseOrRemove)
			socket.on('agentRemove', onCloseOrRemove)
			req.onSocket(socket)
			function onFree() {
				self.emit('free', socket, options)
			}
			function onCloseOrRemove(err) {
				self.removeSocket(socket)
				socket.removeListener('free', onFree)
				socket.removeListener('close', onCloseOrRemove)
				socket.removeListener('agentRemove', onCloseOrRemove)
			}
		})
	}
	TunnelingAgent.prototype.createSocket = function (options, cb) {
		var self = this
		var placeholder = {}
		self.sockets.push(placeholder)
		var connectOptions = mergeOptions({}, self.proxyOptions, {method: 'CONNECT', path: options.host + ':' + options.port, agent: false, headers: {host: options.host + ':' + options.port}})
		if (options.localAddress) connectOptions.localAddress = options.localAddress
		if (connectOptions.proxyAuth) {
			connectOptions.headers = connectOptions.headers || {}
			connectOptions.headers['Proxy-Authorization'] = 'Basic ' + new Buffer(connectOptions.proxyAuth).toString('base64')
		}
		var connectReq = self.request(connectOptions)
		connectReq.useChunkedEncodingByDefault = false
		connectReq.once('response', onResponse)
		connectReq.once('upgrade', onUpgrade)
		connectReq.once('connect', onConnect)
		connectReq.once('error', onError)
		connectReq.end()
		function onResponse(res) {
			res.upgrade = true
		}
		function onUpgrade(res, socket, head) {
			process.nextTick(function () {
				onConnect(res, socket, head)
			})
		}
		function onConnect(res, socket, head) {
			connectReq.removeAllListeners()
			socket.removeAllListeners()
			if (res.statusCode !== 200) {
				socket.destroy()
				;(error = new Error('tunneling socket could not be established, statusCode=' + res.statusCode)).code = 'ECONNRESET'
				options.request.emit('error', error)
				self.removeSocket(placeholder)
				return
			}
			if (head.length > 0) {
				socket.destroy()
				var error
				;(error = new Error('got illegal response body from proxy')).code = 'ECONNRESET'
				options.request.emit('error', error)
				self.removeSocket(placeholder)
				return
			}
			self.sockets[self.sockets.indexOf(placeholder)] = socket
			return cb(socket)
		}
		function onError(cause) {
			connectReq.removeAllListeners()
			var error = new Error('tunneling socket could not be established, cause=' + cause.message)
			error.code = 'ECONNRESET'
			options.request.emit('error', error)
			self.removeSocket(placeholder)
		}
	}
	TunnelingAgent.prototype.removeSocket = function (socket) {
		var pos = this.sockets.indexOf(socket)
		if (pos === -1) return
		this.sockets.splice(pos, 1)
		var pending = this.requests.shift()
		if (pending)
			this.createSocket(pending, function (socket) {
				pending.request.onSocket(socket)
			})
	}
	function createSecureSocket(options, cb) {
		var self = this
		TunnelingAgent.prototype.createSocket.call(self, options, function (socket) {
			var hostHeader = options.request.getHeader('host')
			var tlsOptions = mergeOptions({}, self.options, {socket, servername: hostHeader ? hostHeader.replace(/:.*$/, '') : options.host})
			var secureSocket = tls.connect(0, tlsOptions)
			self.sockets[self.sockets.indexOf(socket)] = secureSocket
			cb(secureSocket)
		})
	}
	function toOptions(host, port, localAddress) {
		if (typeof host === 'string') return {host, port, localAddress}
		return host
	}
	function mergeOptions(target) {
		for (var i = 1, len = arguments.length; i < len; ++i) {
			var overrides = arguments[i]
			if (typeof overrides === 'object') {
				var keys = Object.keys(overrides)
				for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
					var k = keys[j]
					if (overrides[k] !== void 0) target[k] = overrides[k]
				}
			}
		}
		return target
	}
	if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG));
	return exports
}

// scripts/stubs/undici.ts
Error
class HttpClientResponse {
	constructor(message) {
		this.message = message
	}
}
class lib_HttpClient {
	constructor(userAgent, handlers, requestOptions) {
		this._ignoreSslError = false
		this._keepAlive = false
		this.requestOptions = requestOptions
		if (requestOptions) {
			if (requestOptions.ignoreSslError != null) this._ignoreSslError = requestOptions.ignoreSslError
			this._socketTimeout = requestOptions.socketTimeout
			if (requestOptions.keepAlive != null) this._keepAlive = requestOptions.keepAlive
		}
	}
	requestRawWithCallback(info, data, onResult) {
		if (typeof data === 'string') {
			if (!info.options.headers) info.options.headers = {}
			info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8')
		}
		let callbackCalled = false
		function handleResult(err, res) {
			if (!callbackCalled) {
				callbackCalled = true
				onResult(err, res)
			}
		}
		const req = info.httpModule.request(info.options, msg => {
			handleResult(void 0, new HttpClientResponse(msg))
		})
		let socket
		req.on('socket', sock => {
			socket = sock
		})
		req.setTimeout(this._socketTimeout || 18e4, () => {
			if (socket) socket.end()
			handleResult(new Error(`Request timeout: ${info.options.path}`))
		})
		req.on('error', function (err) {
			handleResult(err)
		})
		if (data && typeof data === 'string') req.write(data, 'utf8')
		if (data && typeof data !== 'string') {
			data.on('close', function () {
				req.end()
			})
			data.pipe(req)
		} else req.end()
	}
	getAgent(serverUrl) {
		const parsedUrl = new URL(serverUrl)
		return this._getAgent(parsedUrl)
	}
	_getAgent(parsedUrl) {
		let agent
		const proxyUrl = getProxyUrl(parsedUrl)
		const useProxy = proxyUrl && proxyUrl.hostname
		if (this._keepAlive && useProxy) agent = this._proxyAgent
		if (!useProxy) agent = this._agent
		if (agent) return agent
		const usingSsl = parsedUrl.protocol === 'https:'
		let maxSockets = 100
		if (this.requestOptions) maxSockets = this.requestOptions.maxSockets || external_http_.globalAgent.maxSockets
		if (proxyUrl && proxyUrl.hostname) {
			const agentOptions = {
				maxSockets,
				keepAlive: this._keepAlive,
				proxy: Object.assign(Object.assign({}, (proxyUrl.username || proxyUrl.password) && {proxyAuth: `${proxyUrl.username}:${proxyUrl.password}`}), {host: proxyUrl.hostname, port: proxyUrl.port})
			}
			let tunnelAgent
			const overHttps = proxyUrl.protocol === 'https:'
			if (usingSsl) tunnelAgent = overHttps ? tunnel().httpsOverHttps : tunnel().httpsOverHttp
			else tunnelAgent = overHttps ? tunnel().httpOverHttps : tunnel().httpOverHttp
			agent = tunnelAgent(agentOptions)
			this._proxyAgent = agent
		}
		if (!agent) {
			const options = {keepAlive: this._keepAlive, maxSockets}
			agent = usingSsl ? new external_https_.Agent(options) : new external_http_.Agent(options)
			this._agent = agent
		}
		if (usingSsl && this._ignoreSslError) agent.options = Object.assign(agent.options || {}, {rejectUnauthorized: false})
		return agent
	}
}
function core_setSecret(secret) {
	command_issueCommand('add-mask', {}, secret)
}
function getInput(name, options) {
	const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || ''
	if (options && options.required && !val) throw new Error(`Input required and not supplied: ${name}`)
	if (options && options.trimWhitespace === false) return val
	return val.trim()
}
function setOutput(name, value) {
	if (process.env.GITHUB_OUTPUT || '') return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value))
	process.stdout.write(external_os.EOL)
	command_issueCommand('set-output', {name}, utils_toCommandValue(value))
}
function error(message, properties = {}) {
	command_issueCommand('error', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message)
}
function warning(message, properties = {}) {
	command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message)
}
function info(message) {
	process.stdout.write(message + external_os.EOL)
}
function saveState(name, value) {
	if (process.env.GITHUB_STATE || '') return file_command_issueFileCommand('STATE', file_command_prepareKeyValueMessage(name, value))
	command_issueCommand('save-state', {name}, utils_toCommandValue(value))
}
function getState(name) {
	return process.env[`STATE_${name}`] || ''
}

// src/util/action.ts
const home = 'https://github.com/OWNER/zitadel-token-action'
const version = '1.0.0'

// src/util/time.ts
const units = {year: 31536e6, day: 864e5, hour: 36e5, minute: 6e4}
function inWords(ms) {
	const [name, size] = Object.entries(units).find(unit => ms >= 1.95 * unit[1]) ?? ['second', 1e3]
	const count = Math.max(0, Math.round(ms / size))
	return `${count} ${name}${count === 1 ? '' : 's'}`
}
function formatSeconds(ms) {
	return `${ms < 9950 ? (Math.max(ms, 100) / 1e3).toFixed(1).replace(/\.0$/, '') : Math.round(ms / 1e3)} s`
}
function toTheSecond(time) {
	return `${new Date(time).toISOString().slice(0, 19)}Z`
}
function parseDate(value) {
	const time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : Number.NaN
	return time >= Date.UTC(9999, 0) ? Number.POSITIVE_INFINITY : time
}

// src/util/errors.ts
class ActionError extends Error {
	name = 'ActionError'
	failure
	topic
	fix
	constructor(failure, topic, message, fix) {
		super(message)
		this.failure = failure
		this.topic = topic
		this.fix = fix
	}
}
function configError(topic, message, fix) {
	return new ActionError('config', topic, message, fix)
}

// src/util/text.ts
const longest = 200
function unicode(source, flags = 'u') {
	return new RegExp(source, flags)
}
function oneLine(text) {
	if (text.length <= longest && /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text) && !text.includes('##[')) return text
	const line = text.replace(unicode('[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+', 'gu'), ' ').replaceAll('##[', '## [').trim()
	return line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}\u2026` : line
}
function quote(text) {
	return `"${oneLine(text).replaceAll('"', "'")}"`
}
function quoteHarmless(value) {
	return /^[A-Za-z0-9.-]{1,20}$/.test(value) ? `"${value}"` : `a text of length ${value.length}`
}
function findInvisible(text) {
	if (/^[\x20-\x7e]*$/.test(text)) return
	return codePoint(unicode('(?! )[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Z}\\u115f\\u1160\\u2800\\u3164\\uffa0]').exec(text), 'invisible character')
}
function findLookalike(text) {
	return codePoint(/(?<=[A-Za-z])[\u0370-\u052f]|[\u0370-\u052f](?=[A-Za-z])|[\u2010-\u2015\u2024\u2044\u2212\u3002\ufe58\ufe63\uff01-\uff5e]/.exec(text), 'character')
}
function findNonAscii(text) {
	return codePoint(/[^\0-\x7f]/u.exec(text), 'character')
}
function codePoint(found, what) {
	const code = found?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
	return found === null ? void 0 : `the ${what} U+${code} at position ${found.index + 1}`
}
function splitList(text) {
	return (/^\[([^[\]{}]+)\]$/.exec(text)?.[1] ?? text)
		.split(/[\s,;]+/)
		.map(part => /^(["'])(.+)\1$/.exec(part)?.[2] ?? part)
		.filter(part => !/^[-*]?$/.test(part))
}

// src/http/faults.ts
const clientCertificate = {
	topic: 'client-certificate',
	what: 'requires a client certificate (mutual TLS), which this action does not support',
	fix: "Configure the server not to require a client certificate, or set 'endpoint' to an address that requires none."
}
const http1Only = 'does not accept HTTP/1.1, the protocol of this action'
const unknownAuthority = {
	reason: /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_(UNTRUSTED|SIGNATURE_FAILURE)|INVALID_CA/,
	topic: 'certificate',
	what: 'the certificate of NAME is signed by an authority that this runner does not know',
	fix: "Set 'ca-certificate' to the root certificate of that authority. If the server does not send its intermediate certificate, fix the server, or add that one, too."
}
const noRoute = /^E((NET|HOST)UNREACH|ADDRNOTAVAIL)$/
const dnsFix = 'Check the DNS server and the network of this runner. If DNS is not ready in a new container, add a step with "sleep 10" before this one.'
const checkReach = 'Check that the runner may reach HOST (firewall, allow list, VPN), and that the instance is up.'
const faults = () => [
	{
		reason: /^ENOTFOUND$/,
		topic: 'name-does-not-resolve',
		what: 'the name NAME does not resolve',
		fix: "Correct 'domain' (or 'endpoint'). If the name is known only inside a cluster or a private network, use a runner in that network.",
		retry: {attempts: 3}
	},
	{reason: /^EAI_/, topic: 'dns', what: "the runner's DNS server did not respond for the name NAME", fix: dnsFix, retry: {withinMs: 15e3}},
	{
		reason: /^ECONNREFUSED$/,
		topic: 'connection-refused',
		what: 'no server listens on HOST',
		fix: "Check host and port in 'domain' (or 'endpoint'), and that the instance runs.",
		retry: {withinMs: 15e3}
	},
	{
		reason: noRoute,
		topic: 'no-route',
		what: 'this runner has no route to NAMEONLY',
		fix: "Use a runner whose network has a route to the instance (GitHub's runners have no IPv6), or set 'endpoint' to an address that this runner reaches.",
		retry: {attempts: 3}
	},
	{reason: /^ETIMEDOUT$/, topic: 'timeout', what: 'no address of NAME responded in time', fix: checkReach, retry: {}},
	unknownAuthority,
	{
		reason: /CERT_HAS_EXPIRED/,
		topic: 'certificate',
		what: 'the certificate of NAME has expired',
		fix: 'Renew the certificate of the server. If the certificate is new, check the clock of this runner.'
	},
	{reason: /CERT_NOT_YET_VALID/, topic: 'certificate', what: 'the certificate of NAME is not valid yet', fix: 'Check the clock of this runner and the first day of the certificate.'},
	{
		reason: /ERR_TLS_CERT_ALTNAME_INVALID/,
		topic: 'certificate',
		what: 'the certificate of NAME is for other host names',
		fix: "Correct 'domain' (or 'endpoint'), or install a certificate for this host name on the server."
	},
	{
		reason: /CERT_CHAIN_TOO_LONG|CERT_RE(JECTED|VOKED)|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|UNSPECIFIED/,
		topic: 'certificate',
		what: 'the certificate of NAME is invalid for a server',
		fix: 'Install a certificate for servers, with a strong key, on the server.'
	},
	{
		reason: /wrong version number|packet length too long|http request/,
		topic: 'no-tls',
		what: 'HOST does not use TLS on this port, but probably plain http',
		fix: "For plain http, set 'domain' (or 'endpoint') to http://HOST, with 'allow-http: true' unless it is this machine. Otherwise correct the port."
	},
	{
		reason: /unrecognized name|internal error/,
		topic: 'unknown-server-name',
		what: 'HOST has no certificate for this name',
		fix: "Correct 'domain' (or 'endpoint'), or configure the server or ingress for this host name."
	},
	{reason: /protocol version|unsupported protocol/, topic: 'old-tls', what: 'HOST supports only TLS 1.1 or older', fix: 'Enable TLS 1.2 or 1.3 on the server or on the proxy in front of it.'},
	{...clientCertificate, reason: /alert .*certificate|access denied/, what: `HOST ${clientCertificate.what}`},
	{reason: /no application protocol|^HTTP\/2$/, topic: 'http-version', what: `HOST ${http1Only}`, fix: 'Configure HOST to accept HTTP/1.1.'},
	{
		reason: /^(EPROTO$|ERR_SSL_|HPE_|ERR_TLS_)/,
		topic: 'no-tls',
		what: 'HOST does not use PROTOCOL as expected',
		fix: "Correct the scheme or the port in 'domain' (or 'endpoint'). If both are right, check that the server supports this host name and TLS 1.2 or 1.3."
	}
]
const node_crypto = require('node:crypto')
const node_fs = require('node:fs')
const types = require('node:util/types')

// src/util/hosts.ts
function isInternal(origin) {
	const {hostname} = new URL(origin)
	return isAddress(hostname) || !hostname.includes('.') || /\.(svc|cluster\.local|internal|local|lan)$/.test(hostname)
}
function isLoopback(hostname) {
	return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
function isAddress(hostname) {
	return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
}
function withDefaultPort(origin) {
	return /:\d+$/.test(origin) ? origin : `${origin}:${origin.startsWith('https:') ? 443 : 80}`
}
function sameButScheme(one, other) {
	return one.replace(/^https?:/, '') === other.replace(/^https?:/, '')
}

// src/util/json.ts
function decodeJwt(token) {
	const parts = token.split('.')
	if (parts.length !== 3 || parts.some(part => !/^[\w-]+$/.test(part))) return
	const [header, claims] = parts.map(part => parseObject(Buffer.from(part, 'base64url').toString()))
	return header === void 0 || claims === void 0 ? void 0 : {header, claims}
}
function json_text(value) {
	return typeof value === 'string' && value !== '' ? value : void 0
}
function record(value) {
	return typeof value === 'object' && value !== null ? {...value} : {}
}
function parseObject(json) {
	try {
		const value = JSON.parse(json)
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : void 0
	} catch {
		return
	}
}

// src/http/proxy.ts
function prepareProxy(origin, env, log) {
	const target = new URL(origin)
	const name = findVariable(target.protocol.slice(0, -1), env)
	return name === void 0 ? void 0 : readProxy(name, target, {env, log})
}
function readProxy(name, target, {env, log}) {
	const given = env[name] ?? ''
	const address = (/^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`).replace(/%(?![0-9a-f]{2})/gi, '%25')
	for (const secret of secretsOf(address)) log.mask(secret)
	if (checkBypass(target)) return
	const url = URL.parse(address)
	const invalid = (fault, fix) => configError('proxy-address', `The environment variable ${name} ${fault}.`, fix)
	const isWord = /^[^.:@/]*$/.test(given) || !/^(\[[\da-f:.]+\]|[\w.-]+)$/.test(url?.hostname ?? '')
	if (!(url !== null && decode(url.username + url.password) !== void 0) || isWord || url.pathname.length > 1 || /[?#]/.test(address))
		throw invalid(
			'is not a proxy address, contains a path, query or fragment, or is not percent-encoded as UTF-8',
			`Set ${name} to http://host:port or http://user:password@host:port, or remove it to use no proxy. Percent-encode special characters in the user name and the password as UTF-8: # as %23, / as %2F, ? as %3F, @ as %40, % as %25.`
		)
	if (url.protocol !== 'http:' && url.protocol !== 'https:')
		throw invalid(
			`names a proxy of type ${url.protocol.slice(0, -1)}, but only http and https proxies are supported`,
			`Set ${name} to http://host:port of an HTTP proxy, or add the instance's host to no_proxy.`
		)
	env[name] = address
	return {origin: url.origin, variable: name}
}
function findVariable(scheme, env) {
	return [`${scheme}_proxy`, `${scheme}_proxy`.toUpperCase()].find(name => env[name])
}
function unusedProxyHint(origin, env) {
	const {hostname, protocol} = new URL(origin)
	if (isLoopback(hostname)) return ''
	const scheme = protocol.slice(0, -1)
	const bypassed = findVariable(scheme, env)
	if (bypassed !== void 0) return ` The proxy of ${bypassed} is not used, because no_proxy contains this host.`
	const other = findVariable(scheme === 'https' ? 'http' : 'https', env) ?? findVariable('all', env)
	return other === void 0 ? '' : ` ${other} is not used for ${scheme}. If the runner needs this proxy, set ${scheme}_proxy to the same address.`
}
const orBypass = ", or add the instance's host to no_proxy."
const checkProxy = `Check the address in https_proxy (or http_proxy)${orBypass}`
function noProxyHint(env) {
	const ignored = (env.no_proxy || env.NO_PROXY || '')
		.split(',')
		.map(entry => entry.trim())
		.find(entry => /[\s;"'|<]|:\/\/|\/\d+$|.\*|\*./.test(entry))
	return ignored === void 0 ? '' : ` ${quote(ignored)} in no_proxy is ignored. Only host names, IP addresses and domains work, separated by commas (id.example.com,.example.com).`
}
function secretsOf(address) {
	const [, user = '', password = ''] = /^[^:]+:\/\/([^:]*):?(.*)@/s.exec(address) ?? []
	const secret = password || (user.length < 8 ? '' : user)
	if (secret === '') return []
	const [decodedUser, decodedPassword] = [user, password].map(half => decode(half) ?? half)
	return [secret, decode(secret) ?? secret, Buffer.from(`${decodedUser}:${decodedPassword}`).toString('base64')]
}
function decode(text) {
	try {
		return decodeURIComponent(text)
	} catch {
		return
	}
}

// src/http/network-error.ts
function explainFault(error, stage, {origin, caCertificate}) {
	const {code, text, only} = detailsOf(error)
	const {host, hostname, protocol} = new URL(origin)
	const isConnecting = /^(connecting|looking)/.test(stage)
	const ownWords = code.startsWith('ERR_SSL_') ? code.slice(8).replaceAll('_', ' ').toLowerCase() : code
	const reason = /SSL routines:[^:]*:([^:]+)/.exec(text)?.[1] ?? ownWords
	const isRefusal = stage === 'finishing the TLS connection' && reason.endsWith('handshake failure')
	const hint = isConnecting ? unusedProxyHint(origin, process.env) : ''
	const signs = [isRefusal ? 'alert certificate' : reason, code]
	const known = faults().find(fault => signs.some(sign => fault.reason.test(sign)) && (fault.retry === void 0 || isConnecting))
	if (known !== void 0) {
		const fill = words =>
			words
				.replaceAll('HOST', host)
				.replaceAll('NAME', hostname)
				.replace('PROTOCOL', protocol === 'https:' ? 'TLS' : 'HTTP')
				.replace('ONLY', isAddress(hostname) ? '' : only)
		const isUnknownAuthority = known === unknownAuthority
		return {
			what: `${fill(known.what)} (${oneLine(reason)})${isUnknownAuthority ? wrongTrust(caCertificate, process.env) : ''}`,
			fix: fill(known.fix) + hint,
			topic: known.topic,
			retry: known.retry ?? 'never',
			isUnknownAuthority
		}
	}
	return {
		what: `${network_error_reset.test(code) ? 'the connection was closed' : `the connection failed (${code === '' ? quote(text) : code})`} while ${stage}`,
		fix: `Re-run the step. If the error persists, check the firewalls, proxies and load balancers between the runner and ${hostname}.${hint}`,
		topic: 'connection-closed',
		retry: {}
	}
}
function timeoutFault(stage, ms, {origin, proxy}) {
	const time = `within ${formatSeconds(ms)}`
	const fault = {what: `no response ${time} while ${stage}`, topic: 'timeout', retry: {}}
	if (stage === 'connecting to the proxy') return {...fault, what: `${fault.what} ${proxy?.origin}`, fix: checkProxy + noProxyHint(process.env)}
	if (stage === 'looking up the name' && ms >= 1e3) return {...fault, fix: dnsFix}
	const what = stage === 'reading the response' ? `the response was not complete ${time}` : fault.what
	const hint = stage === 'connecting' ? unusedProxyHint(origin, process.env) : ''
	const slow = " If the instance is slow, raise 'timeout-seconds'."
	return {...fault, what, fix: checkReach.replace('HOST', origin) + slow + hint}
}
function outageFault(sign, origin) {
	return {
		what: `the instance's database does not respond (${sign})`,
		fix: `Contact the operator of ${origin}, and re-run the step when ${origin}/debug/ready returns status 200. All inputs of this step may be right.`,
		topic: 'outage',
		failure: 'server',
		retry: {}
	}
}
function tooLargeFault({origin}) {
	return {what: 'the response is larger than 1 MiB, which ZITADEL never sends', fix: checkFront(origin), topic: 'unexpected-response', failure: 'server', retry: 'never'}
}
function checkFront(origin) {
	return `Check that ${origin} is the instance, and that nothing in front of it (a proxy, a firewall, a login page) responds instead.`
}
const network_error_reset = /^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/
function detailsOf(error) {
	if (!types.isNativeError(error)) return {code: '', text: String(error), only: ''}
	const causes = 'errors' in error && Array.isArray(error.errors) ? error.errors.filter(types.isNativeError) : []
	const tried = causes.length === 0 ? [error] : causes
	const reached = tried.filter(cause => !noRoute.test(codeOf(cause)))
	const source = reached.find(cause => codeOf(cause) !== 'ETIMEDOUT') ?? reached[0] ?? tried[0] ?? error
	const [family, another] = new Set(tried.map(cause => (json_text(record(cause).address)?.includes(':') ? 'IPv6' : 'IPv4')))
	const only = another === void 0 ? `, which has only ${family} addresses` : ''
	return {code: codeOf(source), text: source.message, only}
}
function codeOf(error) {
	const {code, rawPacket} = record(error)
	return Buffer.isBuffer(rawPacket) && rawPacket[3] === 4 ? 'HTTP/2' : (json_text(code) ?? '')
}
function wrongTrust(pem, env) {
	const wrong = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']
		.filter(name => env[name] && !isCertificate(env[name]))
		.map(name => `; ${name} is not the path of a PEM file (a missing file, or quotes around the path)`)
		.join('')
	if (pem === void 0) return wrong
	const given = pem.split(/(?=-----BEGIN )/).map(block => new node_crypto.X509Certificate(block))
	return `; 'ca-certificate' contains ${given.some(({subject, issuer, ca}) => ca && subject === issuer) ? 'another authority, or the server does not send its intermediate certificate' : 'only ' + (given.some(({ca}) => ca) ? 'an intermediate certificate' : 'the certificate of a server')}${wrong}`
}
function isCertificate(path) {
	try {
		return node_fs.readFileSync(path, 'latin1').includes('-----BEGIN ')
	} catch {
		return false
	}
}

// src/util/escapes.ts
const named = ['amp&', 'lt<', 'gt>', 'quot"', "apos'", 'plus+', 'equals=', 'sol/', 'percnt%', 'num#', 'colon:']
function decodeReferences(html) {
	return html.replace(/&(?:#(\d+|x[0-9a-f]+)|(\w+));/gi, (reference, number = '', name = '') => {
		const code = Number(`0${number}`)
		if (code > 0 && code <= 1114111) return String.fromCodePoint(code)
		return named.find(entry => entry.slice(0, -1) === name)?.slice(-1) ?? reference
	})
}
function escapedPattern(value) {
	if (value.replace(/[a-z0-9]+/gi, '').length > mostSymbols) return value
	return new RegExp(value.toWellFormed().replace(/(\\*)([^a-z0-9\\]|[ux](?=0*5c))|\\+/giu, spellings), 'giu')
}
const mostSymbols = 500
const percent = '%(?:25)*'
const ampersand = '&(?:amp;)*'
const encoded = `${percent}5c|%u0*5c|${ampersand}#(?:92|x5c);`
const backslash = `(?:\\\\(?:[ux]0*5c)?|${encoded})`
function spellings(all, run = '', character = '') {
	if (character === '') return `${backslash}{${all.length},${8 * all.length}}`
	if (/[ux]/i.test(character)) return run === '' ? character : `(?:\\\\|${encoded}){${run.length},${8 * run.length}}${character}`
	const code = character.codePointAt(0) ?? 0
	const bytes = Array.from(Buffer.from(character), byte => percent + hex(byte, 2)).join('')
	const units = character.split('').map(unit => `[ux]0*${hex(unit.charCodeAt(0))}`)
	const names = named.filter(entry => entry.endsWith(character)).map(entry => `${entry.slice(0, -1)};`)
	const reference = [`#0*${code};?`, `#x0*${hex(code)};?`, ...names].join('|')
	const plain = ' +'.includes(character) ? '[ +]' : `\\u{${hex(code)}}`
	const escaped = `(?:(?<=[\\\\c;])|%)${units.join(`(?:${backslash}{1,8}|%)`)}`
	return `${backslash}{${run.length},${8 * run.length + 8}}(?:${bytes}|${ampersand}(?:${reference})|${escaped}|${plain})`
}
function hex(code, digits = 1) {
	return code.toString(16).padStart(digits, '0')
}

// src/http/response.ts
function parseError({status, headers, body}) {
	const fields = parseObject(body)
	if (fields === void 0) {
		const type = headers['content-type'] ?? ''
		return type.startsWith('text/plain') || (type.startsWith('text/html') && !/<[!a-z/]/i.test(body)) ? {status, message: body} : {status}
	}
	const message = json_text(fields.message)
	const [detail] = [fields.details].flat()
	const {type: shortType, '@type': type = shortType, id, slug} = record(detail)
	return {
		status,
		error: json_text(fields.error),
		description: json_text(fields.error_description),
		id: json_text(id) ?? json_text(slug) ?? /\(([A-Z]+-\w+|[a-z_]+(?:\.[a-z_]+)+)\)$/.exec(message ?? '')?.[1],
		isZitadel: /^(type\.googleapis\.com\/)?zitadel\./.test(json_text(type) ?? ''),
		message
	}
}
const longestText = 65536
const headOfPage = 4096
function describeResponse(response, log, error = parseError(response)) {
	const {status, body} = response
	const words = [error.error, error.description].filter(part => part !== void 0).join(': ') || (status < 300 ? void 0 : error.message)
	const shown = foreign => quote(log.clean(foreign.slice(0, longestText)))
	if (words !== void 0 && words.trim() !== '') return `status ${status}, ${shown(words)}`
	if (/^\s*<(!doctype|html)/i.test(body)) {
		const title = /<title[^<>]*>([^<]{1,300})<\/title>/i.exec(body.slice(0, headOfPage))?.[1]
		return `status ${status}, an HTML page${title === void 0 ? '' : ` titled ${shown(decodeReferences(title))}`}`
	}
	return `status ${status}, ${body.trim() === '' ? 'an empty body' : 'in a form that ZITADEL does not use'}`
}
function clockOffset({headers}, now) {
	const offset = Date.parse(headers.date ?? '') - now
	return Number.isNaN(offset) ? 0 : offset
}

// src/http/retry.ts
const firstWaitMs = 500
const longestWaitMs = 15e3
const shortestAttemptMs = 1e3
const quickAttemptMs = 250
const shortestWaitMs = 1e3
const notReached = new Set([520, 521, 522, 523, 524, 527, 529, 530])
const retryable = new Set([408, 429, 500, 502, 503, 504, ...notReached])
function isRetryable({status}) {
	return retryable.has(status)
}
function retryWait(failed, {made, spentMs, leftMs, alike = {made, spentMs}}, chance) {
	const rule = 'status' in failed ? {} : failed.retry
	if (rule === 'never' || alike.made >= (rule.attempts ?? 1 / 0)) return
	if ('status' in failed && failed.headers['retry-after'] !== void 0) {
		const waitMs = Math.max(shortestWaitMs, retryAfterMs(failed, Date.now()))
		return waitMs + quickAttemptMs <= leftMs ? waitMs : void 0
	}
	const room = Math.min(leftMs, (rule.withinMs ?? 1 / 0) - alike.spentMs) - shortestAttemptMs
	return room < 0 ? void 0 : Math.min(room, chance * Math.min(longestWaitMs, firstWaitMs * 2 ** (made - 1)))
}
function retryAfterMs({headers}, now) {
	const value = headers['retry-after']?.trim() ?? ''
	const ms = /^\d+$/.test(value) ? Number(value) * 1e3 : Date.parse(value) - now
	return ms > 0 && ms < 1e11 ? ms : 0
}

// src/http/failures.ts
const inFront = () => [
	{statuses: [426, 464, 505], topic: 'http-version', meaning: `The proxy or load balancer ${http1Only}.`, fix: 'Configure the proxy or load balancer in front of ORIGIN to accept HTTP/1.1.'},
	{
		statuses: [403, 429, 503],
		body: /^challenge\n|<title>(Just a moment\.\.\.|Attention Required! \| Cloudflare)/i,
		topic: 'bot-protection',
		meaning: 'Cloudflare, in front of the instance, takes the runner for a bot.',
		fix: "Add a rule to Cloudflare (WAF, custom rule, action Skip) that lets POST /oauth/v2/token of ORIGIN pass, or set 'endpoint' to an address that does not lead through Cloudflare."
	},
	{
		statuses: [525, 526],
		topic: 'not-reached',
		meaning: "The proxy (Cloudflare) does not accept the instance's certificate or TLS.",
		fix: "Install a valid certificate on the server behind ORIGIN, or change the proxy's encryption mode."
	},
	{
		statuses: [400],
		body: /HTTP request (was sent )?to (an )?HTTPS |plain HTTP to an SSL/i,
		failure: 'config',
		topic: 'plain-http-to-tls',
		meaning: 'The port requires https, but the request was plain http.',
		fix: "Set 'domain' (or 'endpoint') to ORIGIN with https."
	},
	{statuses: [400], body: /SSL certificate was sent/, failure: 'network', topic: clientCertificate.topic, meaning: `The server ${clientCertificate.what}.`, fix: clientCertificate.fix}
]
function fromInstance(response, what, {origin, log}) {
	const {status, headers, body} = response
	if (status >= 300 && status <= 399) throw redirected(response, what, {origin, log})
	const head = `${headers['cf-mitigated'] ?? ''}\n${body.slice(0, 4096)}`
	const found = inFront().find(row => row.statuses.includes(status) && row.body?.test(head) !== false)
	if (found === void 0) return response
	const message = `${sentence(what)} failed: ${describeResponse(response, log)}.\n${found.meaning}`
	throw new ActionError(found.failure ?? 'server', found.topic, message, found.fix.replace('ORIGIN', origin))
}
function redirected({status, headers}, what, {origin, log}) {
	const named = URL.parse(log.clean(headers.location ?? 'none:'), origin)?.origin ?? 'null'
	const isOther = named !== 'null' && named !== origin
	return new ActionError(
		'server',
		'redirect',
		`${sentence(what)} was redirected (status ${status}) to ${named === 'null' ? 'an invalid address' : oneLine(named)}. Nothing was sent there.`,
		isOther ? `If ${oneLine(named)} is your instance, set 'domain' to it. Otherwise: ${checkFront(origin)}` : checkFront(origin)
	)
}
function gaveUp(outcome, what, {made, spentMs, leftMs}, {origin, log}) {
	const effort = made > 1 ? ` ${made} attempts in ${formatSeconds(spentMs)}.` : ''
	const message = `${sentence(what)} failed: ${describeOutcome(outcome, log)}.${effort}`
	if (!('status' in outcome)) {
		const {failure = 'network', topic, fix} = outcome
		return new ActionError(failure, topic, message, fix)
	}
	const failed = (topic, meaning, fix) => new ActionError('server', topic, message + meaning, fix)
	const later = retryAfterMs(outcome, Date.now())
	const rerun = later > 0 ? `re-run the step in ${inWords(later)}. The server asked to wait that long (Retry-After), but less time was left of 'timeout-seconds'.` : 're-run the step later.'
	if (outcome.status === 429) {
		const enough = Math.max(120, Math.ceil(later / 1e3) + 60)
		return failed(
			'rate-limit',
			'\nRunners share addresses, and ZITADEL Cloud blocks an address for a minute after 50 requests per second.',
			enough * 1e3 > spentMs + leftMs && enough <= 600 ? `Set 'timeout-seconds: ${enough}', or ${rerun}` : sentence(rerun)
		)
	}
	if (later > 0) return failed('server-error', '', sentence(rerun))
	return notReached.has(outcome.status)
		? failed('not-reached', '\nThe proxy (Cloudflare) does not reach the instance.', `Check that the instance behind ${origin} is up and accepts the proxy's connections, and re-run the step.`)
		: failed('server-error', '', `Check that ${origin} is up, and re-run the step.`)
}
function describeOutcome(outcome, log) {
	return 'status' in outcome ? describeResponse(outcome, log) : outcome.what
}
function sentence(what) {
	return `${what.charAt(0).toUpperCase()}${what.slice(1)}`
}
const node_http = require('node:http')
const node_https = require('node:https')
const node_net = require('node:net')
const node_url = require('node:url')
const node_tls = require('node:tls')

// src/http/fallbacks.ts
const addressMs = [1e3, 3e3, 5e3]
function createFallbacks(caCertificate, log) {
	let tooShort = 0
	let added = caCertificate === void 0 ? [] : [caCertificate]
	let isSystemTrusted = false
	let ecdhCurve
	let secureContext
	return {
		options(limitMs) {
			if (secureContext === void 0 && (added.length > 0 || ecdhCurve !== void 0)) {
				const ca = added.length === 0 ? void 0 : [...new Set([...node_tls.getCACertificates('default'), ...added])]
				secureContext = node_tls.createSecureContext({ca, ecdhCurve})
			}
			const longest = addressMs[Math.min(tooShort, addressMs.length) - 1]
			return {...(secureContext && {secureContext}), ...(longest && {autoSelectFamilyAttemptTimeout: Math.ceil(Math.min(longest, limitMs / 2))})}
		},
		learn({retry, isUnknownAuthority = false}, {stage, isAddressSlow}) {
			if (isAddressSlow) tooShort += 1
			if (isUnknownAuthority && !isSystemTrusted) {
				isSystemTrusted = true
				const known = new Set(node_tls.getCACertificates('default'))
				const system = node_tls.getCACertificates('system').filter(certificate => !known.has(certificate))
				if (system.length === 0) return false
				added = [...added, ...system]
				log.info("Node does not know the authority of the certificate. The certificates of the runner's system are trusted, too.")
			} else if (retry !== 'never' && stage === 'making the TLS connection' && ecdhCurve === void 0) {
				ecdhCurve = (node_crypto.getFips() === 1 ? '' : 'X25519:') + 'P-256:P-384:P-521'
				log.info('The server did not respond to the ClientHello of TLS. In case a firewall rejects its size, the next attempts offer no post-quantum key (X25519MLKEM768).')
			} else return false
			secureContext = void 0
			return true
		}
	}
}

// src/http/progress.ts
function watchTunnel(request, progress) {
	return request
		.once('socket', socket => watchAddresses(socket, progress))
		.once('connect', ({statusCode, headers}) => {
			progress.tunnel = {status: statusCode, offers: headers['proxy-authenticate']}
		})
		.once('error', cause => {
			progress.tunnel = {cause}
		})
}
function watchAddresses(socket, progress) {
	socket.once('connectionAttemptTimeout', () => {
		progress.isAddressSlow = true
	})
}
function watchRequest(request, first, progress) {
	const reach = stage => {
		progress.stage = stage
	}
	const {end} = progress
	progress.end = () => {
		request.destroy()
		end()
	}
	request.once('upgrade', (_message, socket) => {
		socket.destroy()
		request.emit('error', Object.assign(new Error('switching protocols'), {code: 'HPE_UNEXPECTED_UPGRADE'}))
	})
	return request.once('socket', socket => {
		const connected = () => reach(socket.secureConnecting ? 'making the TLS connection' : 'waiting for the response')
		if (socket.connecting || socket.destroyed) reach(first)
		else connected()
		const received = socket.bytesRead
		const {end: destroy} = progress
		progress.end = () => {
			if (socket.bytesRead > received) reach('reading the response')
			destroy()
		}
		if (!socket.connecting && socket.secureConnecting !== true) return
		watchAddresses(socket, progress)
		socket.once('lookup', () => reach('connecting'))
		socket.once('connect', connected)
		socket.once('keylog', () => reach('finishing the TLS connection'))
		socket.once('secureConnect', () => reach('waiting for the response'))
	})
}

// src/http/proxy-fault.ts
function explainProxyFault({status, offers = '', cause}, {origin}) {
	const fault = (what, fix, retry = 'never') => ({what: `the proxy ${origin} ${what}`, fix: fix + noProxyHint(process.env), topic: 'proxy', retry})
	const unsupported = [...new Set(offers.match(/\b(NTLM|Negotiate|Kerberos|Digest)\b/gi))]
	if (status === 407 && unsupported.length > 0 && !/\bBasic\b/i.test(offers))
		return fault(
			`accepts only ${unsupported.join(' or ')} (status 407), which this action does not support`,
			'Run a relay that signs in to the proxy (such as Px or Cntlm) on the runner, and set https_proxy to the relay, for example http://127.0.0.1:3128.'
		)
	if (status === 407)
		return fault('requires a user name and a password, or rejected the given ones (status 407)', 'Set https_proxy to http://user:password@host:port, with special characters percent-encoded.')
	if (status !== void 0 && status !== 200)
		return fault(`rejected the connection (status ${status})`, `Configure the proxy to allow the instance's host and port${orBypass}`, status < 500 ? 'never' : {})
	if (cause === void 0) return fault('could not be reached or closed the connection', checkProxy, {})
	const {what, topic, retry, isUnknownAuthority = false} = explainFault(cause, 'connecting', {origin})
	return {...fault(`could not be reached: ${what}`, fixes[topic] ?? checkProxy, retry), isUnknownAuthority}
}
const fixes = {
	certificate: "Set 'ca-certificate' to the authority of the proxy, and https_proxy to the host name in the proxy's certificate.",
	'no-tls': 'Set https_proxy to http://host:port, or, for the few proxies that are reached by TLS, to https://host:port.'
}

// src/http/request.ts
const largestBody = 1048576
function createRequester(route, log) {
	const {origin, proxy} = route
	const fallbacks = createFallbacks(route.caCertificate, log)
	;node_net.isIPv6('x'.repeat(1e3))
	let client
	return async function attempt(request, limitMs) {
		const url = joinPath(origin, request.path)
		const began = process.uptime()
		const progress = {stage: proxy === void 0 ? 'connecting' : 'connecting to the proxy', isAddressSlow: false, tunnel: {}, isOver: false, end: () => {}}
		const timer = setTimeout(() => {
			progress.isOver = true
			progress.end()
		}, limitMs)
		client ??= new lib_HttpClient(void 0, [], {keepAlive: true, socketTimeout: 6e5})
		const agent = prepareAgent(client.getAgent(origin), fallbacks.options(limitMs), progress, proxy)
		try {
			return (await send(url, request, {client, agent, progress})) ?? tooLargeFault(route)
		} catch (error) {
			const fault = progress.isOver
				? timeoutFault(progress.stage, limitMs, route)
				: proxy !== void 0 && progress.stage === 'connecting to the proxy'
					? explainProxyFault(progress.tunnel, proxy)
					: explainFault(error, progress.stage, route)
			if (!fallbacks.learn(fault, progress)) return fault
			client = void 0
			const leftMs = limitMs - 1e3 * (process.uptime() - began)
			return fault.isUnknownAuthority === true ? await attempt(request, Math.max(1, leftMs)) : fault
		} finally {
			clearTimeout(timer)
		}
	}
}
function joinPath(origin, path) {
	const url = URL.parse(origin + path)
	if (path.startsWith('/') && url?.origin === origin) return url
	throw new Error('The path of a request leads to another origin.')
}
async function send(url, {method, headers: given, body: sent}, {client, agent, progress}) {
	const transport = url.protocol === 'https:' ? node_https : node_http
	const first = isAddress(url.hostname) ? 'connecting' : 'looking up the name'
	const httpModule = {request: (options, done) => watchRequest(transport.request(options, done), first, progress)}
	const options = {...node_url.urlToHttpOptions(url), method, headers: {...given, host: url.host}, agent}
	const {message} = await new Promise((resolve, reject) => {
		progress.end = () => reject(new Error('timeout'))
		client.requestRawWithCallback({parsedUrl: url, httpModule, options}, sent ?? null, (error, response) => (response === void 0 ? reject(error ?? new Error('no response')) : resolve(response)))
	})
	progress.stage = 'reading the response'
	const body = await readBody(message)
	if (progress.isOver) throw new Error('timeout')
	if (body === void 0) return
	const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value?.toString()]))
	return {status: message.statusCode ?? 0, headers, body}
}
function prepareAgent(agent, options, progress, proxy) {
	agent.options = {...agent.options, ...options}
	const {host = ''} = agent.proxyOptions ?? {}
	if (proxy === void 0) return agent
	const {request} = proxy.origin.startsWith('https:') ? node_https : node_http
	agent.request = tunnel => watchTunnel(request({...tunnel, ...options, servername: isAddress(host) ? '' : host}), progress)
	return agent
}
async function readBody(message) {
	const chunks = []
	let size = 0
	for await (const chunk of message) {
		chunks.push(chunk)
		size += chunk.length
		if (size > largestBody) return
	}
	return Buffer.concat(chunks).toString()
}

// src/http/connection.ts
const attemptMs = 1e4
const connect = ({origin, caCertificate, timeoutMs, headers: extra}, log) => {
	if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
		delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
		log.warning('unchecked-certificates', "NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked. Remove the variable, and set 'ca-certificate' for a private authority.")
	}
	const route = {origin, proxy: prepareProxy(origin, process.env, log), caCertificate}
	const request = createRequester(route, log)
	const headers = {accept: 'application/json', 'user-agent': `zitadel-token-action/${version}`, ...extra}
	const within = limitMs => {
		const deadline = monotonicMs() + limitMs
		const timeLeft = () => deadline - monotonicMs()
		return {
			proxy: route.proxy,
			within,
			async send(build, {what, judge, onceWithinMs}) {
				const started = monotonicMs()
				let alike = {rule: '', made: 0, started}
				let earlier
				for (let made = 1; ; made += 1) {
					const began = monotonicMs()
					const longest = onceWithinMs ?? (made === 1 ? attemptMs : Math.max(attemptMs, timeLeft() / 2))
					const built = build()
					const complete = {...built, headers: {...headers, ...built.headers}}
					let outcome = await request(complete, Math.max(1, Math.min(longest, timeLeft())))
					if ('status' in outcome) {
						if (outcome.status === 200) return outcome
						const response = fromInstance(outcome, what, {origin, log})
						const verdict = await judge?.(response)
						if (verdict === 'outage') outcome = outageFault(`status ${response.status}`, origin)
						else if (verdict === 'decision' || !isRetryable(response)) return response
					} else if (earlier !== void 0 && outcome.topic === 'timeout' && timeLeft() < quickAttemptMs) outcome = earlier
					earlier = outcome
					const rule = JSON.stringify('status' in outcome ? outcome.status : outcome.retry)
					alike = rule === alike.rule ? {...alike, made: alike.made + 1} : {rule, made: 1, started: began}
					const now = monotonicMs()
					const attempts = {made, spentMs: now - started, leftMs: timeLeft(), alike: {made: alike.made, spentMs: now - alike.started}}
					const wait = onceWithinMs === void 0 ? retryWait(outcome, attempts, Math.random()) : void 0
					if (wait === void 0) throw gaveUp(outcome, what, attempts, {origin, log})
					const failed = describeOutcome(outcome, log)
					log.info(`Attempt ${made} at ${what} failed: ${failed}. Trying again in ${formatSeconds(wait)}.`)
					await sleep(wait)
				}
			},
			async pause(ms, reason) {
				if (ms + shortestAttemptMs > timeLeft()) return false
				log.info(`${reason} Trying again in ${formatSeconds(ms)}.`)
				await sleep(ms)
				return true
			}
		}
	}
	return within(timeoutMs)
}
function monotonicMs() {
	return process.uptime() * 1e3
}
async function sleep(ms) {
	await new Promise(resolve => setTimeout(resolve, ms))
}

// src/util/secrets.ts
const commonWords = new Set(
	'account admin administrator application authorization basic bearer bool boolean branch build change changeme client clientid client_credentials config default demo deploy development dummy empty error example expirationdate explicit failure false github google guest hello http https info json key keyid latest local localhost login main master name none null number object openid org password prod production project public push release root runner scope secret service serviceaccount staging string success sudo system test testing text token true type undefined user userid username value workflow zitadel'.split(
		' '
	)
)
const shortestMask = 4
function isMaskable(value) {
	return value.length >= shortestMask && !/[\r\n]/.test(value) && !commonWords.has(value.toLowerCase()) && !/^-----(BEGIN|END) [A-Z0-9 ]+-----$/.test(value)
}
function base64Pieces(document, most = mostPieces) {
	return document
		.replace(/-BEGIN [A-Z0-9 ]*(CERTIFICATE|PUBLIC KEY)[A-Z ]*-+[^-]*/g, ' ')
		.replace(/-----[A-Z0-9 ]+-----/g, ' ')
		.split(/\\[nrt]|[^A-Za-z0-9+/=\\]+|\\/)
		.filter(piece => piece.length >= 8 && !/^\d+$|^[A-Z]?[a-z]+$/.test(piece))
		.slice(0, most)
}
function keyPieces(text) {
	const bodies = text.split('-BEGIN ').filter(part => /^[A-Z0-9 ]*PRIVATE KEY-[^]*-END /.test(part))
	const pieces = base64Pieces(text.replace(/\b(sha\d+-|h1:)\S+/g, ' '), text.length)
	return [...bodies.flatMap(body => base64Pieces(body.slice(0, body.indexOf('-END ')))), ...pieces.filter((piece, at) => looksSecret(piece) || looksSecret(pieces[at - 1] ?? ''))].slice(0, mostPieces)
}
const mostPieces = 256
function looksSecret(value) {
	return value.length >= 40 && /^[^\s@:\\]+$/.test(value) && [/[a-z]/, /[A-Z]/, /\d/].every(kind => kind.test(value)) && !/\.[a-z]{2,8}$/i.test(value)
}
const tokenPattern = /^[\x21-\x7e]{20,65536}$/

// src/report/help.ts
const github = 'https://github.com'
const page = 'docs/troubleshooting.md'
function helpLine(topic, env) {
	const {GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref} = env
	let folder = ''
	if (server === github && repository && ref) folder = `${github}/${repository}/blob/${ref}/`
	if (server && server !== github && repository) {
		const tag = /^v\d+$/.exec(ref ?? '')?.[0] ?? `v${version.split('.')[0]}`
		folder = `${home}/blob/${tag}/`
	}
	return `Help: ${folder}${page}#${topic}`
}

// src/report/log.ts
function createLog(core, report, env) {
	const masks = createMasks(value => core.setSecret(value))
	const helpful = (topic, ...lines) => `${masks.clean(lines.join('\n'))}\n${helpLine(topic, env)}`
	return {
		...masks,
		info: text => core.info(masks.clean(text)),
		warning(topic, text) {
			;(report.warnings ??= []).push([topic, masks.clean(text)])
			core.warning(helpful(topic, text, ...credentialAndInstance(report)), {title: 'ZITADEL access token'})
		},
		error(title, {topic, message, fix}) {
			core.error(helpful(topic, message, ...credentialAndInstance(report), `Fix: ${fix}`), {title})
		}
	}
}
function credentialAndInstance({issuer, account, route, proxy}) {
	if (issuer === void 0) return []
	return [`Instance: ${issuer}${account === void 0 ? '' : `; credential: ${account}`}${route === void 0 ? '' : `; route: ${route}`}${proxy === void 0 ? '' : `: ${proxy}`}.`]
}
const longestField = 65536
function createMasks(setSecret) {
	const masked = new Set()
	const secrets = new Set()
	const hidden = new Set()
	const removeSecrets = createRemover(secrets)
	const hide = (value, forJob = false, isSecret = false) => {
		for (const form of [value, value.replace(/(?<!=)=+$/, '')].filter(isMaskable)) {
			hidden.add(form)
			if (isSecret) secrets.add(form)
		}
		if (!forJob || masked.has(value) || !isMaskable(value)) return
		for (const part of [...partsForRunners(value), value].filter(one => !masked.has(one))) {
			masked.add(part)
			setSecret(part)
		}
	}
	return {
		mask: value => hide(value, true, true),
		hide,
		clean: createRemover(hidden),
		field(value) {
			const foreign = json_text(value)
			if (foreign === void 0 || /^\d{1,200}$/.test(foreign)) return foreign
			return json_text(oneLine(removeSecrets(foreign.slice(0, longestField))))
		}
	}
}
function partsForRunners(value) {
	const parts = /^:|::/.test(value) ? value.split(/^:+|::+/).filter(isMaskable) : []
	const long = parts.filter(part => part.length >= 8)
	return long.length > 0 ? long : parts
}
function createRemover(values) {
	let longestFirst = []
	return text => {
		if (longestFirst.length !== values.size) longestFirst = [...values].toSorted((one, other) => other.length - one.length)
		const isEscaped = /[%&\\]/.test(text)
		let cleaned = text
		for (const value of longestFirst) {
			const mayBeEscaped = isEscaped && value.split(/[^a-z0-9]+/i).every(run => cleaned.includes(run))
			cleaned = cleaned.replaceAll(mayBeEscaped ? escapedPattern(value) : value, '***')
		}
		return cleaned
	}
}

// src/deps.ts
const core = {error, getInput, getState, info, saveState, setOutput, setSecret: core_setSecret, warning}
function createDeps(report) {
	process.noDeprecation = true
	const {env} = process
	return {core, log: createLog(core, report, env), connect, env, now: Date.now}
}
function exit() {
	process.stdout.write('', () => process.exit())
}

// src/util/ids.ts
function isId(value) {
	return (
		value.length <= 200 &&
		!/^\.{0,2}$/.test(value) &&
		value.trim() === value &&
		(/^[\x20-\x7e]+$/.test(value) || !unicode('(?! )[\\p{C}\\p{Z}]').test(value)) &&
		!isTemplate(value) &&
		!/^(your[-_].*|todo|tbd|fixme|replace[-_]?me|none|nil|nan|true|false|placeholder|x{3,})$/i.test(value)
	)
}
function lostDigits(value) {
	return /^-?\d+(\.\d+[eE][+-]?|[eE]\+)\d+$/.test(value)
}
function isTemplate(value) {
	return lostDigits(value) || /^(<.*>|\{.*\}|\[.*\]|YOUR[-_].*|null|undefined|[Cc]hange[-_]?me|CHANGE[-_]?ME)$/s.test(value)
}
function isPlainId(value) {
	return /^(?![-~]|(?:.*\/)?\.{1,2}(?:\/|$))[\w.@+:/=~-]{1,200}$/.test(value)
}

// src/report/outputs.ts
const outputs = [
	['success', 'token_type', () => 'Bearer'],
	['success', 'expires_in', ({token}) => token?.expiresIn],
	['success', 'expires_at', ({token}) => (token?.expiresAt === void 0 ? void 0 : toTheSecond(token.expiresAt))],
	['success', 'issuer', ({report}) => report.issuer],
	['success', 'hostname', ({report: {issuer}}) => issuer && new URL(issuer).hostname],
	['success', 'port', ({report: {issuer}}) => issuer && /(?<!\d)\d+$/.exec(withDefaultPort(issuer))?.[0]],
	['success', 'user_id', ({report}) => report.userId],
	['success', 'key_id', ({report}) => report.keyId],
	['success', 'org_id', ({report}) => report.organization?.id],
	['success', 'org_name', ({report}) => report.organization?.name],
	['success', 'org_domain', ({report}) => report.organization?.domain],
	['known', 'credential_expires_at', facts => dated(facts, toTheSecond)],
	['known', 'credential_expires_in_days', facts => dated(facts, at => Math.floor((at - facts.now()) / 864e5))],
	['failure', 'failure', ({failure}) => failure],
	['success', 'access_token', ({token}) => token?.value]
]
function setOutputs(core, kind, facts) {
	const set = outputs.filter(([when]) => when === kind).map(([, name, value]) => [name, value(facts)])
	writeCommandFile('GITHUB_OUTPUT', () => {
		for (const [name, value] of set) if (value !== void 0) core.setOutput(name, value)
	})
}
function dated({report: {credentialExpiry}}, form) {
	return credentialExpiry !== void 0 && Number.isFinite(credentialExpiry.at) ? form(credentialExpiry.at) : void 0
}
function leaveOutInvalidIds(report, given, log) {
	const checked = (output, id) => {
		if (id === void 0 || given.includes(id) || isPlainId(id)) return id
		log.warning('invalid-output', `The output '${output}' is not set, because ${quote(id)} is not a valid ID.`)
		return
	}
	report.userId = checked('user_id', report.userId)
	report.keyId = checked('key_id', report.keyId)
	if (report.organization) report.organization = {...report.organization, id: checked('org_id', report.organization.id)}
}
function requireCommandFile(env, name) {
	const path = env[name] ?? ''
	if (!node_fs.existsSync(path))
		throw configError(
			'runner-files',
			`The runner provides no file for ${name}, so the token would be printed in the log.`,
			'Run this action as a step of a workflow, on a runner that provides this file.'
		)
	writeCommandFile(name, () => node_fs.closeSync(node_fs.openSync(path, 'a')))
}
function writeCommandFile(name, write) {
	try {
		write()
	} catch (error) {
		throw configError(
			'runner-files',
			`Writing the runner's file for ${name} failed${typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : ''}.`,
			'If the disk is full, free space on it. Otherwise give the user that runs the job write access to the file.'
		)
	}
}

// src/report/summary.ts
function renderSummary(lines, {warnings = []}, env, error) {
	const helped = (text, topic) => [...text.split('\n').map(inert), helpLine(topic, env)]
	return [
		error === void 0 ? '### \u2705 ZITADEL access token: issued' : `### \u274c ZITADEL access token: failed (${error.failure})`,
		...(error === void 0 ? [] : helped(`${error.message}\nFix: ${error.fix}`, error.topic)),
		...warnings.flatMap(([topic, text]) => helped(`Warning: ${text}`, topic)),
		lines.map(([name, value]) => `- ${name}: ${codeSpan(value)}`).join('\n')
	]
		.filter(part => part !== '')
		.map(part => part.replace(/^(?:Fix|Warning):/, '**$&**'))
		.join('\n\n')
		.concat('\n')
}
function writeSummary({env, log}, text) {
	const file = env.GITHUB_STEP_SUMMARY ?? ''
	try {
		if (node_fs.existsSync(file)) return node_fs.appendFileSync(file, log.clean(text))
	} catch {}
	log.warning('summary-not-written', 'The job summary (GITHUB_STEP_SUMMARY) could not be written.')
}
function codeSpan(text) {
	const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
	const fence = '`'.repeat(longest + 1)
	return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`
}
function inert(line) {
	return line
		.split(/((?:"[^"]*")+|\B'[^']+'\B|\burn:[\w:{}-]+)/)
		.map((part, at) => (at % 2 === 1 ? codeSpan(part.replace(/^"([^"]+)"$|^'(.+)'$/, '$1$2')) : escapeMarkdown(part)))
		.join('')
}
function escapeMarkdown(text) {
	return text.replace(/[\\`*_[\]<>#|~&]|:(?=\/\/)|(?<=www)\./gi, '\\$&')
}

// src/report/report.ts
function reportRoute(to, {proxy}, report, log) {
	const parts = [
		to.origin === report.issuer ? [] : `${to.origin} ('endpoint')`,
		to.caCertificate === void 0 ? [] : "with additional certificates ('ca-certificate')",
		proxy === void 0 ? [] : `through a proxy (${proxy.variable})`
	].flat()
	if (parts.length === 0) return
	report.route = parts.join(', ')
	report.proxy = proxy?.origin
	log.info(`Route: ${report.route}.`)
}
function reportSuccess(lines, report, {env, log}) {
	const {jobSummary, unchecked} = report
	log.info(unchecked ? "The personal access token was not checked ('verify: none')." : 'Got an access token.')
	for (const [name, value] of lines) log.info(`  ${name}: ${value}`)
	if (jobSummary === true) writeSummary({env, log}, renderSummary(lines, report, env))
}
function reportLines(report, now) {
	const {credentialExpiry: expiry, tokenExpiresAt} = report
	const {id, name: title, domain} = report.organization ?? {}
	const lines = {
		Instance: report.issuer,
		Route: report.route,
		Credential: report.account,
		User: report.userId,
		'Token expires': tokenExpiresAt === void 0 ? void 0 : report_dated(tokenExpiresAt, now),
		Checked: report.verified,
		Organization: [title, domain]
			.flatMap(name => (name === void 0 ? [] : quote(name)))
			.concat(id === void 0 ? [] : `ID ${id}`)
			.join(', '),
		'Credential expires': expiry && report_dated(expiry.at, now) + (expiry.earliestOf ? `, the earliest of the account's ${expiry.earliestOf} tokens` : ''),
		Revocation: report.afterJob && `the token is ${report.afterJob} when the job ends`
	}
	return Object.entries(lines).flatMap(([name, value]) => (value ? [[name, oneLine(value)]] : []))
}
function report_dated(time, now) {
	if (time === Number.POSITIVE_INFINITY) return 'never'
	return `${toTheSecond(time)} (${time > now ? `in ${inWords(time - now)}` : `${inWords(now - time)} ago`})`
}
const titles = {
	config: 'invalid configuration',
	credential: 'credential rejected',
	network: 'not reachable',
	server: 'unexpected response',
	verification: 'verification failed',
	internal: 'internal error'
}
function reportFailure(thrown, report, {core, log, env, now}) {
	const {failure, topic, message, fix} = thrown instanceof ActionError ? thrown : internalError(thrown)
	const error = {failure, topic, message: log.clean(message), fix: log.clean(fix)}
	log.error(`ZITADEL: ${titles[failure]}`, error)
	try {
		if (node_fs.existsSync(env.GITHUB_OUTPUT ?? '')) setOutputs(core, 'failure', {report, failure, now})
	} catch {}
	if (report.jobSummary !== true) return
	writeSummary({env, log}, renderSummary(reportLines(report, now()), report, env, error))
}
function internalError(thrown) {
	const name = thrown instanceof Error ? thrown.name : typeof thrown
	const code = thrown instanceof Error && 'code' in thrown ? ` ${String(thrown.code)}` : ''
	const frames = thrown instanceof Error ? (thrown.stack ?? '').replace(thrown.message, '') : ''
	const place = /\bat (\S+) \(.*?([^/\\(]+:\d+):\d+\)/.exec(frames)
	return new ActionError(
		'internal',
		'internal',
		`A bug in this action: ${name}${code}${place === null ? '' : ` in ${place[1]} (${place[2]})`}.`,
		"Re-run the step. If the error persists, report it with this line in the issues of this action's repository."
	)
}

// src/inputs/attempts.ts
const mostOthers = 9
function createAttempts() {
	const errors = new Set()
	return {
		read(read) {
			try {
				const value = read()
				return () => value
			} catch (error) {
				if (!(error instanceof ActionError)) throw error
				errors.add(error)
				return () => {
					throw error
				}
			}
		},
		add: error => void errors.add(error),
		throwAll() {
			const [first, ...others] = errors
			if (first === void 0) return
			if (others.length === 0) throw first
			const lines = others.slice(0, mostOthers).map(({message, fix}) => `- ${message.split('\n')[0]} ${fix}`)
			if (others.length > mostOthers) lines.push(`- ${others.length - mostOthers} more.`)
			throw new ActionError(first.failure, first.topic, [first.message, 'Also wrong:', ...lines].join('\n'), first.fix)
		}
	}
}

// src/credentials/keys/pem.ts
function pemBlocks(text) {
	const [, ...parts] = text.replace(/\\[rn]/g, '\n').split(/-----(BEGIN|END) ([A-Z0-9 ]+)-----/)
	const blocks = []
	for (let at = 0; at + 5 < parts.length; at += 3) {
		const [begin, label = '', body = '', end, endLabel] = parts.slice(at, at + 5)
		if (begin === 'BEGIN' && end === 'END' && endLabel === label) blocks.push({label, body})
	}
	return blocks
}
function formatPem({label, body}) {
	return [`-----BEGIN ${label}-----`, ...(body.replace(/\s/g, '').match(/.{1,64}/g) ?? []), `-----END ${label}-----`, ''].join('\n')
}

// src/credentials/unwrap.ts
const deepest = 6
const margin = /^[\s\u200b-\u200f\u2060\ufeff]+|(?<![\s\u200b-\u200f\u2060\ufeff])[\s\u200b-\u200f\u2060\ufeff]+$/g
const wrappings = [
	['the invisible characters around it', text => text.replace(margin, '')],
	['the quotes around it', withoutQuotes],
	['the escapes in it', text => (/^\{(\s|\\n)*\\"/.test(text) ? fromJsonString(`"${text}"`) : void 0)],
	['the two characters \\n at its end', text => text.replace(/(?<!\\[nr])(\\[nr])+$/, '')],
	['the word "Bearer" or "Basic" in front of it', text => /^(?:Bearer|Basic)\s+(\S+)$/i.exec(text)?.[1]],
	['the name and the = in front of it', text => /^[A-Z]+_[A-Z_]+=(.+)$/s.exec(text)?.[1]],
	['the JSON around it', withoutJson],
	['the URL encoding', withoutPercent],
	['the base64 encoding', withoutBase64]
]
function unwrap(text, most = deepest) {
	const inner = most > 1 ? unwrapOnce(text)?.inner : void 0
	return inner === void 0 ? [text] : [text, ...unwrap(inner, most - 1)]
}
function unwrapOnce(text) {
	for (const [without, unwrapped] of wrappings) {
		const inner = unwrapped(text)
		if (inner !== void 0 && inner !== text) return {inner, without}
	}
	return
}
function decodeText(bytes) {
	return bytes.toString((bytes[0] === 255 && bytes[1] === 254) || (bytes[0] !== 0 && bytes[1] === 0 && bytes[3] === 0) ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '')
}
function withoutQuotes(text) {
	const [opening] = /^\\?["'`\u201c\u2018]/.exec(text) ?? []
	const [closing] = /\\?["'`\u201d\u2019]$/.exec(text.slice(-2)) ?? []
	if (opening === void 0 || closing === void 0 || text.length < opening.length + closing.length) return
	return fromJsonString(text) ?? text.slice(opening.length, -closing.length)
}
function withoutJson(text) {
	const {keyContent, keyDetails} = (text.startsWith('{') && parseObject(text)) || {}
	return [keyContent, keyDetails].find(value => typeof value === 'string')
}
function withoutPercent(text) {
	if (!/^[\w%.+*~!'()/:=-]+$/.test(text) || !/%[0-9a-f]{2}/i.test(text)) return
	const query = /BEGIN\+/.test(text) ? text : text.replaceAll('+', '%2B')
	return new URLSearchParams(`=${query}`).get('') ?? void 0
}
function withoutBase64(text) {
	const compact = text.replace(/\s|\\[nr]/g, '')
	if (!/^[A-Za-z0-9+/_-]{32,}={0,2}$/.test(compact)) return
	const decoded = decodeText(Buffer.from(compact, 'base64'))
	return /^["'`]?\s*\{[\s\x20-\x7e]{15}|^["'`]?-----BEGIN |^[\s\x20-\x7e]+$/.test(decoded.trim()) ? decoded : void 0
}
function fromJsonString(text) {
	try {
		const value = JSON.parse(text)
		return typeof value === 'string' ? value : void 0
	} catch {
		return
	}
}
const node_path = require('node:path')

// src/inputs/files.ts
const keyFile = {
	topic: 'key-file',
	input: 'service-account-key-file',
	largestBytes: 65536,
	fix: "Set 'service-account-key-file' to the path of the key JSON, and write that file in an earlier step of the same job."
}
const certificateFile = {
	topic: 'ca-certificate',
	input: 'ca-certificate',
	largestBytes: 1048576,
	fix: "Set 'ca-certificate' to the PEM text of the authority's certificate (\"-----BEGIN CERTIFICATE-----\"), or to the path of its file."
}
function readFile(path, {env, log}, kind) {
	const workspace = env.GITHUB_WORKSPACE || process.cwd()
	const absolute = node_path.resolve(workspace, path)
	const fails = (what, fix = kind.fix) => configError(kind.topic, `The file ${quote(log.clean(path))} of '${kind.input}' ${what}.`, fix)
	let descriptor
	try {
		const stats = node_fs.statSync(absolute)
		const {size} = stats
		if (!stats.isFile()) throw fails('is a directory or a device')
		if (size > kind.largestBytes) throw fails(`is too large (${size} bytes, at most ${kind.largestBytes})`)
		const bytes = Buffer.alloc(size)
		descriptor = node_fs.openSync(absolute, 'r')
		return decodeText(bytes.subarray(0, node_fs.readSync(descriptor, bytes, 0, size, 0)))
	} catch (error) {
		if (error instanceof ActionError) throw error
		const {code} = error
		if (!/^(ENOENT|ENOTDIR|ENAMETOOLONG)$/.test(String(code))) throw fails(`cannot be read: no permission (${code})`, 'Allow the user that runs the job to read the file and to enter its folders.')
		throw fails(...whyMissing(path, {env, workspace, input: kind.input}))
	} finally {
		if (descriptor !== void 0) node_fs.closeSync(descriptor)
	}
}
function whyMissing(path, {env, workspace, input}) {
	if (/^~|^\$|%\w+%|`/.test(path))
		return ['is not found: no shell evaluates "~" or a variable in an input', `Write the path with an expression, such as "${input}: \${{ runner.temp }}/${/[^\\/]*$/.exec(path)?.[0]}".`]
	if (!/^([\\/]|[A-Za-z]:[\\/])/.test(path)) return [`does not exist (looked for in ${quote(workspace)})`]
	const temp = env.RUNNER_TEMP
	if (temp && /[\\/]_temp[\\/]/.test(path) && !path.startsWith(temp))
		return [
			'does not exist. In a container, ${{ runner.temp }} is the path on the host',
			`Set '${input}' to a path that begins with the value of RUNNER_TEMP in this job (${temp}), or to one in the workspace.`
		]
	return ['does not exist']
}

// src/credentials/secret-shape.ts
const asCreated = /^[A-Za-z0-9]{64}$/
function secretShape(secret, clientId) {
	const without = unwrapOnce(secret)?.without ?? findInvisible(secret.replace(/[\r\n]/g, ' '))
	if (without !== void 0) return {fix: `Store the client secret without ${without}.`}
	const nonAscii = findNonAscii(secret)
	return {
		looks:
			[!asCreated.test(secret) && `has ${secret.length} characters`, shapes().find(([is]) => is(secret, clientId))?.[1], nonAscii && `contains ${nonAscii}, which is not ASCII`]
				.filter(Boolean)
				.join(' and ') || void 0
	}
}
const shapes = () => [
	[(secret, clientId) => secret === clientId, "is the client ID again ('client-id')"],
	[(secret, clientId) => clientId !== '' && secret.includes(`${clientId}:`), 'contains the client ID and a colon'],
	[secret => /^[[{]/.test(secret), 'is JSON'],
	[secret => /\*{3}/.test(secret), 'contains the asterisks of a mask'],
	[secret => /\u2026|\.{3}/.test(secret), 'was cut off by a display ("\u2026")'],
	[secret => secret.length > 8 && secret === secret.slice(0, secret.length / 2).repeat(2), 'is the same text twice'],
	[secret => isSecretName(secret.toUpperCase()), 'looks like the name of a secret, not like its value'],
	[secret => /^(~|\.{0,2}\/|[A-Za-z]:\\)\S*$/.test(secret), 'looks like the path of a file'],
	[secret => /^[\w-]{71}$/.test(secret), 'looks like a personal access token'],
	[secret => /\s/.test(secret), 'contains white space'],
	[secret => /^([A-Z0-9]{32,}|[a-z0-9]{32,})$/.test(secret), 'has letters of one case only, so it may have been changed']
]
function isSecretName(text) {
	if (!/^[A-Z][A-Z0-9]*([_-][A-Z0-9]+)+$/.test(text) || text.length > 64) return false
	return /(^|[_-])(SECRET|TOKEN|KEY|PAT|PASSWORD|CLIENT|ZITADEL|CREDENTIALS?|AUTH|ASSERTION)([_-]|$)/.test(text)
}

// src/inputs/mistakes.ts
const inQuotes = (name, _, {example}) => `Write the real value in quotes, such as ${name}: '${example}'.`
const asText = () => "Write join(\u2026, ' ') for a list, toJSON(\u2026) for an object, or the one field that is needed."
const expression = (name, _, {kind}) => `Write "${name}: \${{ ${kind === 'secret' || kind === 'text' ? 'secrets' : 'vars'}.NAME }}" in the workflow.`
const noText = /^(Array|Object|\[object Object\]|System\.\w+\[\]|map\[.*\]|%!\w\(.*\))$/s
const unevaluated = [
	['', value => noText.test(value), 'a list or an object that an expression gave, not a text', asText],
	['', isUnevaluated, 'an expression or variable that was not evaluated', expression],
	['secret', isNameOfSecret, 'the name of a secret, not its value', expression]
]
const placeholder = value => `${quoteHarmless(value)}, which is a placeholder`
const aroundId = /^[A-Z_]*ID=|^[\w-]+=\D?\d{10,}\D?$|^https?:|\/ui\/|^urn:/i
const wrong = [
	['id list name path address', lostDigits, value => `"${value}": YAML reads an ID without quotes as a number, which loses digits`, inQuotes],
	['id', value => aroundId.test(value), 'more than the ID', (name, value, {example}) => `Set '${name}' to the ID alone: '${value.match(/\d{15,20}/g)?.at(-1) ?? example}'.`],
	[
		'org-id',
		value => /\S\s+\S|^([a-z\d-]+\.)+[a-z]{2,}$/i.test(value),
		'the name or domain of an organization, not its ID',
		(name, _, {example}) => `Set '${name}' to the resource ID on the organization's page in ZITADEL, such as '${example}'.`
	],
	['id', (value, name) => !isId(value) || looksSecret(value) || (name !== 'user-id' && /[^!-~]/.test(value)), value => `${quoteHarmless(value)}, which is not an ID`, inQuotes],
	['list name path', isTemplate, placeholder, inQuotes],
	['address', value => /^\w/.test(value) && isTemplate(value), placeholder, inQuotes]
]
function findUnevaluated(name, text, row) {
	return find(unevaluated, [text, ...partsOf(text, row)], {name, row})
}
function findWrong(name, text, row) {
	return find(wrong, partsOf(text, row), {name, row})
}
function partsOf(text, {kind}) {
	if (kind === 'list') return splitList(text).flatMap(part => part.split(':'))
	return kind === 'ids' ? splitList(text) : [withoutQuotes(text) ?? text]
}
function find(rows, parts, {name, row}) {
	const kind = row.kind === 'ids' ? 'id' : row.kind
	for (const [of, is, contains, fix] of rows) {
		if (of !== '' && !` ${of} `.includes(` ${kind} `) && of !== name) continue
		for (const part of parts) {
			if (!is(part, name)) continue
			const what = typeof contains === 'string' ? contains : contains(part)
			return configError(topicOf(fix), `The input '${name}' contains ${what}.`, fix(name, part, row))
		}
	}
	return
}
function topicOf(fix) {
	if (fix === asText) return 'not-a-text'
	return fix === expression ? 'not-evaluated' : 'invalid-id'
}
function isNameOfSecret(value, name) {
	return isSecretName(name === 'personal-access-token' ? value.toUpperCase() : value)
}
function isUnevaluated(value, name) {
	if (!/[${%]|^(secrets|vars|env)\./.test(value)) return false
	const variable = name === 'client-secret' ? /^\$(?=.*[A-Z])(?=.*_)[A-Z_]{1,64}$/ : /^(\$[A-Z0-9_]{1,64}|\$env:\w+|\$\(.*\)|%[A-Z_]+%)$/
	return /\$\{\{|^(\$\{ ?[\w.]+ ?\}|\{\{.*\}\}|(secrets|vars|env)\.[A-Z0-9_]+)$/.test(value) || variable.test(value)
}

// src/inputs/origin.ts
function hostFix(input) {
	return `Set '${input}' to the host name of the instance, such as acme.zitadel.cloud or https://id.example.com:8443.`
}
function parseOrigin(input, text) {
	const fix = hostFix(input)
	if (looksSecret(text) || longDotless(text).length > 0) throw configError('secret-in-plain-input', `The input '${input}' looks like a secret, not like a host name.`, fix)
	const url = parse(text)
	if (url === void 0) throw configError('invalid-host', `The input '${input}' is not a host name, an IP address or an origin with https or http.`, fix)
	const {origin, pathname} = url
	const isUser = url.username !== '' || url.password !== ''
	if (!isUser && pathname !== '/' && !ownPaths.test(pathname))
		throw configError('prefix-path', `The input '${input}' contains a path, and ZITADEL does not support running under a path.`, `Set '${input}' to ${origin}, or give the instance its own host name.`)
	if (isUser || pathname + url.search + url.hash !== '/')
		throw configError(
			'not-an-origin',
			`The input '${input}' contains more than a host and a port: ${isUser ? 'a user name or password' : 'a path or query'}.`,
			isUser && !isPublic(url.hostname) ? fix : `Set '${input}' to ${origin}.`
		)
	return origin
}
const ownPaths = /^\/(ui|oauth|oidc|\.well-known|debug|v2|management|admin|auth|saml)(\/|$)/
function longDotless(text) {
	const host = hostIn(text)
	return host.startsWith('[') ? [] : host.split(':').filter(part => part.length >= 20 && !part.includes('.'))
}
function parse(text) {
	const url = /\s/.test(text) ? null : URL.parse(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(text) ? text : `https://${text}`)
	return url !== null && /^https?:$/.test(url.protocol) && canBeHost(hostIn(text), url.hostname) ? url : void 0
}
function hostIn(text) {
	const [, host = ''] = /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:\/\/)?(?:[^/?#\\]*@)?([^/?#\\]*)/.exec(text) ?? []
	return host.replace(/:(?!0+$)\d*$/, '')
}
function canBeHost(text, parsed) {
	if (/^(https?)?$/.test(parsed)) return false
	if (isAddress(parsed)) return parsed.startsWith('[') ? text.startsWith('[') : text === parsed
	return (/^[\w.-]+$/.test(text) || unicode('^[\\p{L}\\p{N}\\p{M}._-]+$').test(text)) && parsed.length <= 253 && parsed.split('.').every(label => /^[a-z0-9_-]{1,63}$/.test(label))
}
function isPublic(hostname) {
	return hostname === 'localhost' || hostname.startsWith('[') || hostname.includes('.')
}
function requireSafeTransport(input, origin, allowHttp) {
	const {protocol, hostname} = new URL(origin)
	if (protocol === 'https:' || allowHttp || isLoopback(hostname)) return
	throw configError(
		'plain-http',
		`The input '${input}' is a plain http address (${origin}): the credential and the token would be sent unencrypted.`,
		"Use https, or set 'allow-http: true' in a network that you trust."
	)
}

// src/inputs/plain.ts
const longestPlain = 200
function readPlain(name, text, {row, log}) {
	const {kind} = row
	if (kind === 'text') return text
	const bare = withoutQuotes(text) ?? text
	const isList = kind === 'ids' || kind === 'list'
	const parts = isList ? splitList(text) : [text]
	if (text.length >= 40) maskLookalikes(text, log)
	const long = parts.find(part => part.length > longestPlain)
	if (long !== void 0) {
		for (const piece of [long, ...keyPieces(long)]) log.mask(piece)
		throw configError('input-too-long', `The input '${name}' is too long (${long.length} characters, at most ${longestPlain}).`, 'Check that the inputs of this step are not swapped.')
	}
	if (kind === 'address') for (const part of longDotless(bare)) log.mask(part)
	const odd = findInvisible(isList ? text.replace(/\s/g, ' ') : text) ?? (kind === 'address' ? findLookalike(text) : void 0)
	if (odd !== void 0) throw configError('invisible-character', `The input '${name}' contains ${odd}.`, `Type the value of '${name}' again instead of copying it.`)
	const wrong = findWrong(name, text, row)
	if (wrong !== void 0) throw wrong
	if (isList) return parts
	return kind === 'boolean' || kind === 'choice' || kind === 'integer' ? readWord(name, text, {row, log}) : bare
}
function readWord(name, text, {row, log}) {
	let expected = 'true or false'
	if (row.kind === 'integer') {
		const {min, max} = row
		if (/^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text)
		expected = `a whole number from ${min} to ${max}`
	} else if (row.kind === 'choice') {
		if (row.choices.includes(text)) return text
		expected = `one of ${row.choices.join(', ')}`
	} else if (/^(true|True|TRUE|false|False|FALSE)$/.test(text)) return /^t/i.test(text)
	const shown = quoteHarmless(text)
	if (!shown.startsWith('"')) for (const line of text.split(/[\r\n]+/)) log.mask(line)
	throw configError('invalid-value', `The input '${name}' is invalid: ${shown}.`, `Set '${name}' to ${expected}.`)
}
function maskLookalikes(text, log) {
	const parts = text.split(/[\s,]+/).filter(part => !part.includes(':'))
	for (const piece of [...parts.filter(looksSecret), ...keyPieces(parts.join(' '))]) log.mask(piece)
}

// src/inputs/ca-certificate.ts
const longestPath = 1024
function readCaCertificate(given, {env, log}) {
	let layers = unwrap(given)
	if (given.length <= longestPath && !/\n/.test(given) && !layers.at(-1)?.includes('-----BEGIN ')) {
		const path = withoutQuotes(given) ?? given
		if (path.length >= 40) maskLookalikes(path, log)
		layers = unwrap(readFile(path, {env, log}, certificateFile))
	}
	const blocks = pemBlocks(layers.at(-1) ?? '')
	const certificates = blocks.filter(({label}) => label.endsWith('CERTIFICATE')).map(formatPem)
	const has = kind => blocks.some(({label}) => label.endsWith(kind))
	const finding =
		(has('PRIVATE KEY') ? 'a private key' : has('TRUSTED CERTIFICATE') && "a certificate in OpenSSL's own form (BEGIN TRUSTED CERTIFICATE)") || (certificates.length === 0 && 'no PEM certificate')
	if (finding) {
		for (const piece of layers.flatMap(keyPieces)) log.mask(piece)
		throw invalid(`The input 'ca-certificate' contains ${finding}.`)
	}
	for (const [index, certificate] of certificates.entries())
		try {
			new node_crypto.X509Certificate(certificate)
		} catch {
			throw invalid(`Certificate ${index + 1} in 'ca-certificate' is damaged or was cut off.`)
		}
	return certificates.join('')
}
function invalid(message) {
	return configError(certificateFile.topic, message, certificateFile.fix)
}

// src/inputs/headers.ts
function headerLines(text) {
	return text
		.split(/\r?\n/)
		.filter(line => line.trim() !== '')
		.map(line => {
			const [, name = '', value = ''] = /^(?:([^:]*):)?(.*)$/s.exec(line) ?? []
			return {name: name.trim(), value: value.trim()}
		})
}
function parseHeaders(lines, ours) {
	const headers = Object.create(null)
	for (const [index, {name, value}] of lines.entries()) {
		const key = name.toLowerCase()
		const isHeader = /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)
		const isOurs = ownHeaders.test(key) || ours.includes(key)
		const line = `Line ${index + 1} of the input 'headers'`
		if (!isHeader) throw configError('invalid-header', `${line} is not a header in visible ASCII.`, 'Write one "Name: value" per line.')
		if (isOurs || key in headers) {
			const fault = isOurs ? ', which this action sets itself' : ' a second time'
			const fix = `Remove that line.${instanceName.test(key) ? twoInputs : ''}`
			throw configError('invalid-header', `${line} sets ${quote(key)}${fault}.`, fix)
		}
		headers[key] = value
	}
	return headers
}
const instanceName = /^(host|x-zitadel-.*|x-forwarded-(host|proto))$/
const twoInputs = " If the runner reaches the instance under another address, set 'endpoint' to that address and 'domain' to the public name of the instance."
const ownHeaders = /^(authorization|connection|content-length|content-type|expect|host|proxy-authorization|trailer|transfer-encoding|upgrade)$/

// src/inputs/connection.ts
function readIssuer(inputs) {
	const domain = inputs.value('domain')
	if (domain !== void 0) return parseOrigin('domain', domain)
	throw configError('missing-domain', "The input 'domain' is missing.", hostFix('domain'))
}
function readConnection(inputs, issuer, {log, env, read = get => get}) {
	const caCertificate = read(() => {
		const given = inputs.value('ca-certificate')
		return given && readCaCertificate(given, {env, log})
	})
	const origin = read(() => {
		const endpoint = inputs.value('endpoint')
		const called = endpoint === void 0 ? issuer() : parseOrigin('endpoint', endpoint)
		requireSafeTransport(endpoint === void 0 ? 'domain' : 'endpoint', called, inputs.value('allow-http'))
		return called
	})
	const headers = read(() => {
		const publicName = inputs.given.has('endpoint') ? publicNameOf(issuer()) : {}
		const given = inputs.value('headers')
		return {...(given && parseHeaders(given, Object.keys(publicName))), ...publicName}
	})
	return {origin: origin(), headers: headers(), timeoutMs: inputs.value('timeout-seconds') * 1e3, caCertificate: caCertificate()}
}
function publicNameOf(issuer) {
	const {host, protocol} = new URL(issuer)
	return {'x-zitadel-instance-host': host, 'x-forwarded-proto': protocol.slice(0, -1)}
}

// src/credentials/client-credentials.ts
const tooSimple = 'is shorter than 4 characters or a common word'
const client_credentials_twoInputs = "Set 'client-id' and 'client-secret' instead of 'basic-auth'. This action encodes them."
const plusFix = `${client_credentials_twoInputs} ZITADEL decodes the + in 'basic-auth' to a space.`
function clientSecret(clientId, secret) {
	if (!isMaskable(secret))
		throw configError(
			'invalid-client-secret',
			`The input 'client-secret' ${/[\r\n]/.test(secret) ? 'contains a line break' : tooSimple}.`,
			secretShape(secret, clientId).fix ?? 'Store the client secret alone, as ZITADEL showed it.'
		)
	return grant(clientId, secret, encodeBasic(clientId, secret))
}
function decodeBasic(given) {
	const decoded = Buffer.from(given, 'base64').toString()
	const text = decoded.replace(/(?<![\r\n])[\r\n]+$/, '')
	const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(text) ?? []
	return {value: text === decoded ? given : Buffer.from(text).toString('base64'), id, secret}
}
function encodeBasic(clientId, secret) {
	return Buffer.from(`${formUrlEncode(clientId)}:${formUrlEncode(secret)}`).toString('base64')
}
function basicAuth(value) {
	const {id, secret} = decodeBasic(value)
	const findings = {
		'is not base64': !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
		'does not decode to a login name, a colon and a secret': id === '' || id.length > 200 || secret === '',
		'contains a % that ZITADEL cannot decode': /%(?![0-9A-Fa-f]{2})/.test(`${id}:${secret}`),
		'decodes to a text with a line break inside': /[\r\n]/.test(id + secret),
		[`contains a secret that ${tooSimple}`]: !isMaskable(secret)
	}
	const finding = Object.keys(findings).find(name => findings[name])
	if (finding !== void 0) throw configError('invalid-basic-auth', `The input 'basic-auth' ${finding}.`, client_credentials_twoInputs)
	const found = grant(formUrlDecode(id), formUrlDecode(secret), value)
	return secret.includes('+') ? {...found, shape: () => ({fix: plusFix})} : found
}
function grant(clientId, secret, value) {
	return {
		label: `client secret of ${quote(clientId)}`,
		type: 'client_credentials',
		clientId,
		shape: () => secretShape(secret, clientId),
		parameters: () => ({form: {grant_type: 'client_credentials'}, headers: {authorization: `Basic ${value}`}, secrets: []})
	}
}
function secretForms(secret) {
	const lines = secret.split(/[\r\n]+/).filter(isMaskable)
	if (lines.length === 0) return []
	const bytes = Buffer.from(secret)
	return [...lines, formUrlEncode(secret), encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1), bytes.toString('base64'), bytes.toString('base64url')]
}
function formUrlEncode(text) {
	return new URLSearchParams([['', text]]).toString().slice(1)
}
function formUrlDecode(text) {
	return new URLSearchParams(`=${text.replaceAll('&', '%26')}`).get('') ?? ''
}

// src/credentials/jwt-bearer.ts
const issuedBackS = 60
const expiresAfterS = 300
function signedByKey(key, issuer) {
	return {
		label: `key ${quote(key.id)} of user ${quote(key.userId)}`,
		type: 'jwt-bearer',
		userId: key.userId,
		key: {id: key.id, algorithm: key.algorithm},
		isOwnPair: key.isOwnPair,
		expiresAt: key.expiresAt,
		warning: key.warning,
		parameters: (now, audience = issuer) => assertionParameters(signAssertion(key, audience, now))
	}
}
function assertionParameters(assertion) {
	return {form: {grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion}, headers: {}, secrets: assertionForms(assertion)}
}
function assertionForms(assertion) {
	return [assertion, assertion.split('.')[2] ?? '']
}
function signAssertion(key, issuer, now) {
	const seconds = Math.floor(now / 1e3)
	const content = [
		{alg: key.algorithm, kid: key.id},
		{iss: key.userId, sub: key.userId, aud: issuer, iat: seconds - issuedBackS, exp: seconds + expiresAfterS, jti: node_crypto.randomUUID()}
	]
		.map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
		.join('.')
	return `${content}.${node_crypto.sign('sha256', Buffer.from(content), {key: key.privateKey, dsaEncoding: 'ieee-p1363'}).toString('base64url')}`
}

// src/credentials/keys/private-key.ts
const damaged = ['damaged-key', 'Store the whole key file again, unchanged: "gh secret set ZITADEL_KEY < key-file".']
const unsupported = ['unsupported-key', "Create an RSA key (\"openssl genrsa -out key.pem 2048\"), upload its public half to the service account, and set 'private-key' and 'key-id'."]
const notPrivate = ['not-a-private-key', 'Use the private key that belongs to it.']
const unusable = {
	'PUBLIC KEY': ['a public key, which cannot sign', notPrivate],
	'RSA PUBLIC KEY': ['a public key, which cannot sign', notPrivate],
	CERTIFICATE: ['a certificate, which cannot sign', notPrivate],
	'ENCRYPTED PRIVATE KEY': ['an encrypted private key', ['encrypted-key', 'Decrypt it ("openssl pkey -in key.pem -out plain.pem"), and store plain.pem as the secret.']],
	'OPENSSH PRIVATE KEY': ["a key in OpenSSH's own format", ['not-a-private-key', 'If it is an RSA key, convert a copy ("ssh-keygen -p -m PEM -f copy"). Otherwise, create a new RSA key pair.']]
}
const [smallestRsaBits, largestRsaBits] = [1024, 8192]
function parsePem(where, text) {
	const fails = (what, [topic, fix] = damaged) => configError(topic, `${where} contains ${what}.`, fix)
	const blocks = pemBlocks(text)
	const block = blocks.find(({label}) => label.endsWith('PRIVATE KEY')) ?? blocks[0]
	if (block === void 0) {
		if (text.includes('-----BEGIN ')) throw fails('a PEM without its END line, so it was cut off')
		throw fails('no PEM ("-----BEGIN \u2026 PRIVATE KEY-----")')
	}
	const isEncrypted = /Proc-Type: *4, *ENCRYPTED/.test(block.body)
	const kind = unusable[isEncrypted ? 'ENCRYPTED PRIVATE KEY' : block.label]
	if (kind !== void 0) throw fails(...kind)
	if (!/^[A-Za-z0-9+/]*={0,2}$/.test(block.body.replace(/\s+/g, ''))) throw fails('a PEM with characters that are not base64')
	let privateKey
	try {
		privateKey = node_crypto.createPrivateKey(formatPem(block))
	} catch {
		throw fails('a PEM that is damaged or not a private key')
	}
	const {asymmetricKeyType: type, asymmetricKeyDetails: {namedCurve: curve, modulusLength: bits = 0} = {}} = privateKey
	const isRsa = type === 'rsa'
	const rsa = `an RSA key of ${bits} bits.`
	if (isRsa && (bits < smallestRsaBits || bits > largestRsaBits)) throw fails(`${rsa} Only ${smallestRsaBits} to ${largestRsaBits} bits are accepted`, unsupported)
	if (!isRsa && curve !== 'prime256v1') throw fails(`a key of type ${curve ?? type}, which ZITADEL does not accept`, unsupported)
	const isSmall = isRsa && bits < 2048
	const works = signs(privateKey)
	if (works === void 0 && isSmall) throw fails(`${rsa} The OpenSSL of this runner (in FIPS mode) requires at least 2048`, unsupported)
	if (!works) throw fails('a damaged key, whose signatures are wrong')
	return {privateKey, algorithm: isRsa ? 'RS256' : 'ES256', warning: isSmall ? `${where} contains ${rsa} RFC 7518 requires at least 2048: create a new key.` : void 0}
}
function signs(privateKey) {
	const content = Buffer.from('does this key sign?')
	const options = {dsaEncoding: 'ieee-p1363'}
	try {
		const signature = node_crypto.sign('sha256', content, {key: privateKey, ...options})
		return node_crypto.verify('sha256', content, {key: node_crypto.createPublicKey(privateKey), ...options}, signature)
	} catch {
		return
	}
}

// src/credentials/keys/key-json.ts
const fix = 'Store the key file of the service account unchanged: "gh secret set ZITADEL_KEY < key.json". If the file is lost, create another key (Keys \u2192 New, type JSON).'
function parseKeyJson(where, text) {
	const damaged = what => configError('damaged-key-json', `${where} ${what}.`, fix)
	const wrongField = (name, fault) => damaged(`contains key JSON whose "${name}" is ${fault}`)
	const fields = parseFields(text)
	if (fields === void 0) {
		if (text.startsWith('{') && !text.endsWith('}')) throw damaged('contains JSON that was cut off')
		throw damaged(text === '' ? 'is empty' : 'contains neither JSON nor base64 of JSON')
	}
	if (fields.type === 'application' || ('appId' in fields && !('userId' in fields))) throw configError('application-key', `${where} contains the key of an application, not of a service account.`, fix)
	const {key, expirationDate} = fields
	if ('private_key' in fields && key === void 0) throw damaged('contains key JSON of another service (with the field "private_key")')
	const [id, userId] = ['keyId', 'userId'].map(name => {
		const value = fields[name] ?? ''
		if (typeof value === 'string' && isId(value)) return value
		const isNumber = typeof value === 'number' || (typeof value === 'string' && lostDigits(value))
		throw wrongField(name, isNumber ? 'a number, which loses digits' : value === '' ? 'missing' : 'not an ID')
	})
	if (typeof key !== 'string' || key === '') throw wrongField('key', 'missing')
	const expiresAt = expirationDate ? parseDate(expirationDate) : void 0
	if (Number.isNaN(expiresAt)) throw wrongField('expirationDate', 'not a date')
	return {id, userId, expiresAt, ...parsePem(`${where}: the field "key"`, key)}
}
function parseFields(text) {
	return parseObject(text) ?? parseObject(text.replace(/\r?\n/g, '\\n').replace(/(^|[{,}"])(?:\\n| )+/g, '$1'))
}

// src/credentials/signed-assertion.ts
function signedElsewhere(assertion, issuer, now) {
	const decoded = decodeJwt(assertion)
	if (decoded === void 0) throw configError('invalid-assertion', "The input 'assertion' is not a signed JWT.", 'Set it to the whole JWT ("header.claims.signature"), without "Bearer" or quotes.')
	const {header, claims} = decoded
	const audiences = [claims.aud].flat()
	if (!audiences.includes(issuer) && !audiences.includes(withDefaultPort(issuer))) {
		const named = audiences.filter(audience => typeof audience === 'string').map(quote)
		throw configError(
			'invalid-assertion',
			`The "aud" of the JWT in 'assertion' is ${named.slice(0, 3).join(', ') || 'missing'}, not ${quote(issuer)}.`,
			`Sign it with an "aud" of exactly ${quote(issuer)}, or correct 'domain'.`
		)
	}
	const expires = claims.exp
	if (typeof expires === 'number' && expires * 1e3 <= now) {
		const message = `The JWT in 'assertion' expired ${Math.ceil(now / 1e3 - expires)} s ago by this runner's clock.`
		throw new ActionError('credential', 'expired-assertion', message, 'Sign it in this job, right before this step, with an "exp" a few minutes ahead.')
	}
	const {kid, alg} = header
	const algorithm = ['RS256', 'ES256', 'PS256'].find(known => known === alg)
	const key = typeof kid === 'string' && algorithm !== void 0 ? {id: kid, algorithm} : void 0
	const subject = json_text(claims.sub) ?? ''
	const userId = isId(subject) ? subject : void 0
	return {
		label: `assertion${key ? ` by key ${quote(key.id)}` : ''}${userId ? ` of user ${quote(userId)}` : ''}`,
		type: 'jwt-bearer',
		userId,
		key,
		assertion: decoded,
		parameters: () => assertionParameters(assertion)
	}
}

// src/inputs/recognize.ts
const pem = /(?:BEGIN|END) [A-Z0-9 ]{0,20}PRIVATE KEY/
const serviceAccount = /type\\*["']\s*:\s*\\*["'](?:serviceaccount|application)\b/
const der = /^30(?:81..|82....|[0-7].)(?:02010[01](?:02|30|04)|30(?:81..|[0-7].)06092a864886f70d01050d)/
const gitHubToken = /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{10,}|github_pat_\w{10,})/
const gitHubIssuer = /^https:\/\/(token\.actions\.(githubusercontent\.com|[\w-]+\.ghe\.com)|[^/]+\/_services\/token)(\/|$)/
const recognize_path = /^(~|\.{0,2}[\\/]|[A-Za-z]:\\)[^\n{]*$|^[^\n{]*\.(json|pem|key|txt)$/i
const toFile = "Move the path of key JSON to 'service-account-key-file', or set 'private-key' to the PEM text."
const kinds = [
	['key JSON', text => serviceAccount.test(text) || (/^\s*\{/.test(text) && pem.test(text)), 'service-account-key', "Move it to 'service-account-key', and remove the inputs of other credentials."],
	['a private key', text => pem.test(text) || isBody(text), 'private-key', "Move it to 'private-key', with 'key-id' and 'user-id'."],
	['a PEM', text => /-----BEGIN [A-Z]/.test(text), 'ca-certificate private-key headers', "If it is the certificate of an authority, move it to 'ca-certificate'. Otherwise, remove it."],
	['a token of GitHub, not of ZITADEL', text => gitHubToken.test(text), 'headers', 'Set the input to the value from ZITADEL, not to the token of GitHub.'],
	[
		"GitHub's own OpenID Connect token, which ZITADEL does not accept",
		text => gitHubIssuer.test(String(claimsIn(text)?.iss)),
		'headers',
		"Sign in with it to a key management service, and sign an 'assertion' there with a key whose public half is uploaded to the service account."
	],
	[
		'a JWT',
		text => claimsIn(text) !== void 0,
		'assertion personal-access-token headers',
		"If it was signed for this account, move it to 'assertion'. If it is an access token, move it to 'personal-access-token'."
	]
]
function isBody(text) {
	const body = text.startsWith('M') ? text.replace(/\s|\\[nr]/g, '') : ''
	return /^[\w+/-]{90,}={0,2}$/.test(body) && der.test(Buffer.from(body.slice(0, 64), 'base64').toString('hex'))
}
function claimsIn(text) {
	const [token] = /(?<![\w.-])e[\w-]+\.e[\w-]+\.[\w-]+(?![\w.-])/.exec(text) ?? []
	return token === void 0 ? void 0 : decodeJwt(token)?.claims
}
function misplaced(name, where, {layers, log}) {
	let values
	const inside = () => (values ??= valuesIn(layers.at(-1) ?? ''))
	const kind = kinds.find(([, is]) => layers.some(is) || inside().some(is))
	if (kind === void 0) {
		if (!name.endsWith('-key') || !recognize_path.test(layers.at(-1) ?? '')) return
		return configError('wrong-key-input', `${where} contains the path of a file, not a key.`, toFile)
	}
	const [what, , takenBy, fix] = kind
	if (takenBy.split(' ').includes(name)) return
	for (const text of [...layers, ...inside()]) {
		const words = kinds.indexOf(kind) < 3 ? [] : text.split(/\s+/).filter(word => word.length >= 8)
		for (const piece of [...base64Pieces(text), ...words]) log?.mask(piece)
	}
	for (const layer of layers) if (!/[\r\n]/.test(layer)) log?.mask(layer)
	return configError(what.includes('GitHub') ? 'github-token' : 'wrong-key-input', `${where} contains ${what}.`, fix)
}
function valuesIn(text) {
	if (!/^[[{]/.test(text)) return text.includes(':') ? unwrap(text.slice(text.indexOf(':') + 1)) : []
	const found = []
	try {
		JSON.parse(text, (_, value) => {
			if (typeof value === 'string') found.push(...unwrap(value))
		})
	} catch {}
	return found
}

// src/inputs/header-secrets.ts
const scheme = /^(api-?key|aws4-\S+|basic|bearer|digest|dpop|hawk|negotiate|ntlm|oauth|ssws|token)\s/i
const secretWord = /(tokens?|secrets?|passwords?|passwd|pwd|passphrase|auth|authorization|authentication|cookies?|jwt|credentials?|signature|(api|access|secret|private|subscription|auth)-?keys?)$/
const maybeSecretWord = /(^|-)(keys?|pass|sessions?)$/
const everydayValue = /^([\d.,:]+|\d{4}-\d\d-\d\d([T ][\d:.]+\S*)?|[A-Z]?[a-z]{1,20}|[a-z]+(-[a-z]+)+-?\d{0,2}[a-z]?)$/
const header_secrets_isPublic =
	/^(\d+|[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}|(https?:\/\/)?(localhost|([a-z\d-]+\.)+([a-z]{2,24}|\d+))(:\d+)?\/?|(,?\s*(\*|application|audio|font|image|message|model|multipart|text|video)\/[\w.+*-]+(\s*;\s*[\w-]+=[\w.-]+)*)+)$/
function wordsOf(name) {
	return name
		.replace(/([a-z\d])([A-Z])/g, '$1-$2')
		.replace(/[_.]/g, '-')
		.replace(/(?<![-\d])[-\d]+$/, '')
		.toLowerCase()
}
function header_secrets_isSecretName(words, value) {
	return secretWord.test(words) || (maybeSecretWord.test(words) && !everydayValue.test(value) && !header_secrets_isPublic.test(value))
}
function headerSecrets({name, value}) {
	const words = scheme.test(value) ? 'auth' : wordsOf(name)
	const isId = /(^|-)(id|idempotency-key)$/.test(words)
	const isSecret = !isId && header_secrets_isSecretName(words, value)
	const word = isSecret ? (/^\S+\s+(\S+)$/.exec(value)?.[1] ?? '') : ''
	const {id, secret} = decodeBasic(/^basic\s/i.test(value) ? word : '')
	const parameters = value.matchAll(/(?<![\w.-])([\w.-]+)="?([^\s";,&]+)/g)
	return [
		[value, isSecret],
		[word, true],
		[id, false],
		[secret, true],
		...Array.from(parameters, ([, key = '', part = '']) => [part, isSecret || header_secrets_isSecretName(wordsOf(key), part)])
	].flatMap(([part, named]) => {
		if (part.length < 8 || (!named && header_secrets_isPublic.test(part))) return []
		const isRandom = !isId && part.length >= 20 && /^(?=.*[a-z])(?=.*\d)\S+$/i.test(part)
		return [{value: part, forJob: named || isRandom}]
	})
}

// src/inputs/secrets.ts
const readSecret = (layers, {log, clientId}) => {
	const [text = ''] = layers
	const pair = layers.find(layer => clientId !== '' && layer.startsWith(`${clientId}:`))
	const field = layers.map(layer => layer.startsWith('{') && parseObject(layer)?.clientSecret).find(Boolean)
	const secret = (typeof field === 'string' ? field : pair?.slice(clientId.length + 1)) || text
	maskAll([...new Set([...layers, secret])].flatMap(secretForms), log)
	log.mask(encodeBasic(clientId, secret))
	return secret
}
const readBasic = ([text = ''], {log}) => {
	const {value, id, secret} = decodeBasic(text.replace(/^Basic\s+/i, '').replace(/\s+/g, ''))
	maskAll([value, ...secretForms(secret), ...secretForms(formUrlDecode(secret)), ...base64Pieces(text)], log)
	if (looksSecret(id)) maskAll(secretForms(id), log)
	return value
}
const readKey = (layers, {log}) => unwrapKey(layers, log)
const readAssertion = ([text = ''], {log}) => {
	maskAll([...words(text), ...assertionForms(text)], log)
	return text
}
const readToken = (layers, {log}) => {
	maskAll(layers.flatMap(words), log)
	return layers.at(-1) ?? ''
}
const readHeaders = ([text = ''], {log}) => {
	if (text.includes('-----BEGIN ')) maskAll(keyPieces(text), log)
	const headers = headerLines(text)
	for (const {value, forJob} of headers.flatMap(headerSecrets)) log.hide(value, forJob)
	return headers
}
function unwrapKey(layers, log, isKey = true) {
	for (const layer of layers) {
		const key = parseObject(layer)?.key
		const pieces = (isKey ? base64Pieces : keyPieces)(typeof key === 'string' ? key : layer)
		maskAll(pieces, log)
		if ((isKey || pieces.length > 0) && !/[\r\n]/.test(layer)) log.mask(layer)
	}
	return layers.at(-1) ?? ''
}
function maskAll(values, log) {
	for (const value of values) log.mask(value)
}
function words(text) {
	return [...text.split(/[\r\n]+/), ...text.split(/\s+/).filter(word => word.length >= 8)]
}

// src/inputs/audiences.ts
const zitadelAudience = projectAudience('zitadel')
const defaultScopes = ['openid', zitadelAudience]
function projectAudience(projectId) {
	return `urn:zitadel:iam:org:project:id:${projectId}:aud`
}
const id = '312345678901234567'
const table = {
	domain: {kind: 'address', example: 'acme.zitadel.cloud'},
	'client-id': {kind: 'name', example: 'ci-bot'},
	'client-secret': {kind: 'secret', read: readSecret},
	'basic-auth': {kind: 'secret', read: readBasic},
	'service-account-key': {kind: 'secret', read: readKey},
	'service-account-key-file': {kind: 'path', example: 'key.json'},
	'private-key': {kind: 'secret', read: readKey},
	'key-id': {kind: 'id', example: id},
	'user-id': {kind: 'id', example: id},
	assertion: {kind: 'secret', read: readAssertion},
	'personal-access-token': {kind: 'secret', read: readToken},
	scopes: {kind: 'list', default: defaultScopes, example: `urn:zitadel:iam:org:project:id:${id}:aud`},
	'project-ids': {kind: 'ids', example: id},
	verify: {kind: 'choice', choices: ['none', 'userinfo', 'org'], default: 'none'},
	'org-id': {kind: 'id', example: id},
	'required-roles': {kind: 'list', example: 'ORG_OWNER'},
	'expiry-warning-days': {kind: 'integer', min: 0, max: 3650, default: 14},
	'job-summary': {kind: 'boolean', default: false},
	'token-lifetime-minutes': {kind: 'integer', min: 1, max: 720},
	revoke: {kind: 'boolean', default: false},
	'revocation-client-id': {kind: 'id', example: id},
	'timeout-seconds': {kind: 'integer', min: 1, max: 600, default: 60},
	endpoint: {kind: 'address', example: 'acme.zitadel.cloud'},
	'ca-certificate': {kind: 'text'},
	headers: {kind: 'secret', read: readHeaders},
	'allow-http': {kind: 'boolean', default: false}
}

// src/inputs/spelling.ts
function checkSpelling(inputs, env, {warn, add}) {
	const names = Object.keys(env).filter(variable => variable.startsWith('INPUT_'))
	if (!names.some(name => name.includes('-')) && names.some(name => /^INPUT_(SCOPES|VERIFY)$/i.test(name)))
		throw configError(
			'lost-hyphens',
			"No input whose name has a hyphen has arrived: 'node' on this runner is a shell script, and its shell drops variables such as INPUT_CLIENT-ID.",
			'Replace the script by a link to the real node, or start it with bash ("#!/bin/bash").'
		)
	const misspelled = []
	let mayLeak = ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'].some(runner => env[runner])
	for (const variable of names) {
		const given = variable.slice(6).toLowerCase()
		if (Object.hasOwn(table, given)) continue
		const right = Object.keys(table).find(name => plain(name) === plain(given))
		if (right === void 0 || inputs.given.has(right)) mayLeak = true
		else if (env[variable]) misspelled.push({given, right})
	}
	if (misspelled.length === 0) return []
	const checksOrganization = inputs.ifValid('verify') === 'org' || inputs.given.has('required-roles')
	const guard = misspelled.find(({right: name}) => name === 'required-roles' || (name === 'org-id' && checksOrganization))
	if (guard === void 0 || mayLeak) warn('underscore', `Inputs whose names are misspelled are ignored. ${rightSpelling(misspelled)} Ignore this warning if they belong to a composite action.`)
	else add(configError('underscore', `'${guard.given}' is not an input and is ignored, so its check would be missing.`, rightSpelling([guard])))
	return misspelled
}
function plain(name) {
	return name.replace(/[-_.\s]/g, '')
}
function rightSpelling(names) {
	return `Write ${names.map(({given, right}) => `'${right}' instead of '${given}'`).join(' and ')}.`
}

// src/inputs/credential.ts
const credential_kinds = [
	[['client-id', 'client-secret'], ([clientId = '', secret = '']) => clientSecret(clientId, secret)],
	[['basic-auth'], ([value = '']) => basicAuth(value)],
	[['service-account-key'], ([json = ''], {issuer}) => signedByKey(parseKeyJson("The input 'service-account-key'", json), issuer())],
	[['service-account-key-file'], ([path = ''], context) => signedByKey(readKeyFile(path, context), context.issuer())],
	[['private-key', 'key-id', 'user-id'], ([pem = '', id = '', userId = ''], {issuer}) => signedByKey({id, userId, isOwnPair: true, ...parsePem("The input 'private-key'", pem)}, issuer())],
	[['assertion'], ([assertion = ''], {issuer, now}) => signedElsewhere(assertion, issuer(), now)],
	[['personal-access-token'], ([token = '']) => personalAccessToken(token)]
]
function readCredential(inputs, {misspelled = [], ...context}) {
	const isGiven = name => inputs.given.has(name)
	const given = credential_kinds.filter(([names]) => names.some(isGiven))
	const [kind] = given
	const fixFor = (names, otherwise) => {
		const wrong = misspelled.filter(({right}) => names.includes(right))
		return wrong.length > 0 ? rightSpelling(wrong) : otherwise
	}
	if (kind === void 0) {
		const all = credential_kinds.map(([names]) => names)
		const message = `No credential was given: ${list(all.map(names => names.join("' + '")))} are all empty.\n${emptySecret}`
		throw configError('no-credential', message, fixFor(all.flat(), 'Give exactly one of them.'))
	}
	if (given.length > 1) {
		const message = `The inputs ${list(given.flatMap(([names]) => names.filter(isGiven)))} belong to ${given.length} different credentials.`
		throw configError('several-credentials', message, 'Keep the inputs of one credential, and use a separate step for each account.')
	}
	const [names, create] = kind
	const missing = names.filter(name => !isGiven(name))
	if (missing.length > 0) {
		const half = names.filter(isGiven)
		const mayBeEmpty = missing.some(name => name === 'client-secret' || name === 'private-key')
		throw configError(
			'missing-input',
			`${list(half)} ${half.length === 1 ? 'needs' : 'need'} ${list(missing)}, which ${missing.length === 1 ? 'is' : 'are'} missing.${mayBeEmpty ? `\n${emptySecret}` : ''}`,
			fixFor(missing, `Set ${list(missing)}, or remove ${list(half)}.`)
		)
	}
	return create(
		names.map(name => inputs.value(name)),
		context
	)
}
function nothingGiven({given}) {
	const [names] = credential_kinds.find(([all]) => all.some(name => given.has(name))) ?? []
	const missing = (names ?? ['client-id', 'client-secret']).filter(name => !given.has(name))
	if (given.has('domain') || missing.length === 0) return
	throw configError(
		'nothing-given',
		`${list(['domain', ...missing])} are all empty. The usual cause: they are variables or secrets of an environment that the job does not name.\n${emptySecret}`,
		'Add "environment: NAME" to the job, or set the variables (vars.NAME) and secrets (secrets.NAME) that the step reads.'
	)
}
function readKeyFile(path, context) {
	const layers = unwrap(readFile(path, context, keyFile))
	const text = unwrapKey(layers, context.log, false)
	const where = "The file of 'service-account-key-file'"
	const error = misplaced('service-account-key', where, {layers})
	if (error !== void 0) throw error
	return parseKeyJson(where, text)
}
function personalAccessToken(token) {
	if (!/^[\w.~+/-]{20,65536}={0,2}$/.test(token))
		throw configError(
			'invalid-personal-access-token',
			`The input 'personal-access-token' contains ${findInvisible(token) ?? 'a character that is not allowed, or not 20 to 65,536 characters'}.`,
			'Store the token alone, as ZITADEL showed it when it was created.'
		)
	const exp = Number(decodeJwt(token)?.claims.exp ?? Number.NaN)
	return {label: 'personal access token', type: 'personal-access-token', token, expiresAt: exp > 0 && exp < 1e11 ? exp * 1e3 : void 0}
}
const emptySecret =
	"A secret is empty if its name is misspelled, in runs for forks and Dependabot, in a reusable workflow that does not receive it, if an environment's secret lacks 'environment:', and if an organization's secret is not shared with this repository."
function list(names) {
	const quoted = names.map(name => `'${name}'`)
	return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
}

// src/inputs/revocation.ts
const projectsAndRoles = /^urn:zitadel:iam:org:project(s:roles$|:role:|:id:[^:]+:aud$)/
function readRevocation(inputs, credential, {scopes, warn}) {
	const revoke = inputs.value('revoke') || inputs.given.has('token-lifetime-minutes')
	const revokesItself = canRevoke(credential)
	if (inputs.given.has('revocation-client-id') && (!revoke || revokesItself))
		warn('no-effect', `'revocation-client-id' has no effect ${revoke ? 'with a client secret, which revokes the token itself' : "without 'revoke: true'"}. Remove it.`)
	return revoke ? readLimit(inputs, credential, {scopes, warn}) : {scopes, revoke}
}
function readLimit(inputs, credential, {scopes, warn}) {
	const minutes = inputs.value('token-lifetime-minutes')
	const hasLifetime = minutes !== void 0
	if (credential.token !== void 0) {
		const name = hasLifetime ? "'token-lifetime-minutes'" : "'revoke: true'"
		throw configError('revoke-personal-access-token', `${name} does not work with a personal access token, because other jobs may use it.`, `Remove ${name}, or use a client secret or a key.`)
	}
	const revoker = readRevoker(inputs)
	if (revoker === void 0 && !hasLifetime)
		throw configError(
			'revoke-without-application',
			"'revoke: true' needs 'revocation-client-id' with a key, an assertion, or a user name that contains white space.",
			"Replace 'revoke' with 'token-lifetime-minutes: 60', or create an application in ZITADEL (type Native, method None) and set 'revocation-client-id' to its client ID."
		)
	if (hasLifetime && scopes.some(scope => projectsAndRoles.test(scope) && scope !== zitadelAudience))
		warn(
			'token-lifetime',
			"With 'token-lifetime-minutes', the token is opaque and can do whatever the account can do; requested projects and roles have no effect. If an API validates JWTs itself, remove 'token-lifetime-minutes'."
		)
	const openid = hasLifetime && credential.userId === void 0 ? ['openid'] : []
	return {lifetimeMs: hasLifetime ? minutes * 6e4 : void 0, revoke: true, revoker, scopes: [...new Set([...scopes, ...openid, ...(revoker?.scopes ?? [])])]}
}
function readRevoker({value}) {
	const [secret, basic, id] = [value('client-secret'), value('basic-auth'), value('revocation-client-id')]
	const grant = secret === void 0 ? basic && basicAuth(basic) : clientSecret(value('client-id') ?? '', secret)
	if (grant && canRevoke(grant)) {
		const {label, clientId = ''} = grant
		return {label, ...grant.parameters(0), scopes: userNames(clientId).map(projectAudience)}
	}
	return id === void 0 ? void 0 : {label: `application ${quote(id)}`, form: {client_id: id}, headers: {}, scopes: [projectAudience(id)]}
}
function canRevoke({clientId}) {
	return clientId !== void 0 && !/\s/.test(clientId)
}
function userNames(loginName) {
	const names = [loginName, loginName.replace(/(?<=.)@[^@]*$/, '')]
	return [...new Set([...names, ...names.map(name => name.toLowerCase())])]
}

// src/inputs/scopes.ts
function readScopes(inputs, credential, {verify, requiredRoles, log}) {
	if (credential.token !== void 0) {
		const ignored = ['scopes', 'project-ids'].filter(input => inputs.given.has(input)).map(name => `'${name}'`)
		if (ignored.length > 0) log.warning('scope', `Remove ${ignored.join(' and ')}: the scopes of a personal access token are fixed.`)
		return []
	}
	const projectIds = inputs.value('project-ids') ?? []
	const scopes = parseScopes(inputs.value('scopes'), projectIds)
	const needy = [verify === 'org' && "'verify: org'", requiredRoles.length > 0 && "'required-roles'", inputs.given.has('token-lifetime-minutes') && "'token-lifetime-minutes'"].find(Boolean)
	if (needy && !scopes.includes(zitadelAudience))
		throw configError('org-without-audience', `${needy} needs the audience of ZITADEL's APIs, which 'scopes' does not contain.`, `Add ${zitadelAudience} to 'scopes', or remove ${needy}.`)
	const warnings = !inputs.given.has('scopes') && projectIds.length === 0 ? [] : [...lintProjectIds(projectIds), ...lintScopes(scopes)]
	if (verify !== 'userinfo' && !scopes.some(scope => audience.test(scope)))
		warnings.push(`No scope contains an audience, so only userinfo accepts the token. Add the ID of a project to 'project-ids', or ${zitadelAudience} to 'scopes' for ZITADEL's APIs.`)
	if (warnings.length > 0) log.warning('scope', warnings.join('\n'))
	return scopes
}
function parseScopes(scopes, projectIds) {
	const names = [...scopes, ...projectIds.map(projectAudience)]
	if (names.length === 0)
		throw configError('no-scope', "The input 'scopes' contains no scope. ZITADEL would issue a token without any access.", `Remove 'scopes', or set it to scopes such as ${defaultScopes.join(' ')}.`)
	const bad = names.find(name => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name))
	if (bad !== void 0) {
		const fix = "Correct it in 'scopes': only visible ASCII without quotation marks and backslashes."
		throw configError('invalid-scope', `The scope ${quote(bad)} contains a character that is not allowed.`, fix)
	}
	return [...new Set(names)]
}
function lintScopes(scopes) {
	const warnings = scopes.flatMap(scope => {
		if (halfAudience.test(scope)) return `The scope ${quote(scope)} has no effect. Write "${projectAudience('{id}')}", or the ID in 'project-ids'.`
		if (scope === 'offline_access') return 'The scope "offline_access" has no effect for a service account. Remove it from \'scopes\'.'
		if (known.test(scope)) return []
		return `The scope ${scope.length < 20 || /^urn:|[./]/.test(scope) ? quote(scope) : `of length ${scope.length}`} is not a scope that this action knows. ZITADEL silently drops unknown scopes. ${/roles/i.test(scope) ? allRoles : "Check its spelling in 'scopes'."}`
	})
	const wantsRoles = scopes.some(scope => /^urn:zitadel:iam:org:project(s:roles$|:role:)/.test(scope))
	const namesProject = scopes.some(scope => audience.test(scope) && scope !== zitadelAudience)
	if (wantsRoles && !namesProject) warnings.push("The token will contain no roles, because no scope names their project. Add its ID to 'project-ids'.")
	return warnings
}
function lintProjectIds(projectIds) {
	const odd = projectIds.filter(id => !/^(\d+|zitadel)$/.test(id)).map(quoteHarmless)
	if (odd.length === 0) return []
	const fix = "ZITADEL creates IDs of digits only. Check that it is the project's ID and not its name."
	return [`'project-ids' contains ${odd.slice(0, 3).join(', ')}. ${fix}`]
}
const audience = /^urn:zitadel:iam:org:project:id:[^:]+:aud$/
const known =
	/^(openid|profile|email|phone|address|groups|urn:zitadel:iam:(org:(project:id:[^:]+:aud|projects:roles|project:role:.+|(id|roles:id|idp:id|domain:primary):[^:]+)|user:(resourceowner|metadata|groups)))$/
const allRoles = 'Write "urn:zitadel:iam:org:projects:roles", and the ID of the project in \'project-ids\'.'
const halfAudience = /^urn:zitadel:iam:org:project:(id:[^:]+|(?!id:|role:|roles$)[^:]+(:aud)?)$/

// src/inputs/config.ts
function readConfig(inputs, {log, env, now}, report) {
	const {read, add, throwAll} = createAttempts()
	const misspelled = checkSpelling(inputs, env, {warn: log.warning, add})
	if (misspelled.length === 0) nothingGiven(inputs)
	const issuer = read(() => (report.issuer = readIssuer(inputs)))
	for (const error of inputs.rejected) add(error)
	const credential = read(() => {
		const given = readCredential(inputs, {issuer, env, now: now(), log, misspelled})
		report.account = log.clean(given.label)
		if (given.warning !== void 0) log.warning('short-key', given.warning)
		return given
	})
	const connection = read(() => readConnection(inputs, issuer, {log, env, read}))
	const checks = read(() => ({verify: inputs.value('verify'), requiredRoles: [...new Set(inputs.value('required-roles'))]}))
	const orgId = read(() => {
		const id = inputs.value('org-id')
		if (id === void 0 || checks().verify === 'org' || checks().requiredRoles.length > 0) return id
		throw configError('org-id-without-verify', "'org-id' has no effect without 'verify: org' or 'required-roles', because the organization is not checked.", "Set 'verify: org', or remove 'org-id'.")
	})
	const scopes = read(() => readScopes(inputs, credential(), {...checks(), log}))
	const revocation = read(() => readRevocation(inputs, credential(), {scopes: scopes(), warn: log.warning}))
	throwAll()
	return {issuer: issuer(), connection: connection(), credential: credential(), ...checks(), orgId: orgId(), expiryWarningDays: inputs.value('expiry-warning-days'), ...revocation()}
}

// src/inputs/inputs.ts
function readInputs(core, log) {
	const values = new Map()
	const clientId = core.getInput('client-id')
	for (const [name, row] of Object.entries(table)) {
		const text = core.getInput(name)
		if (text === '' || ('default' in row && text === [row.default].flat().join(' '))) continue
		values.set(name, readOne(name, text, {row, log, clientId}))
	}
	const valueOf = name => {
		const {default: unset} = table[name]
		return values.get(name) ?? unset
	}
	return {
		given: new Set(values.keys()),
		value(name) {
			const value = valueOf(name)
			if (value instanceof ActionError) throw value
			return value
		},
		ifValid: name => {
			const value = valueOf(name)
			return value instanceof ActionError ? void 0 : value
		},
		rejected: [...values.values()].filter(value => value instanceof ActionError)
	}
}
const simple = /^[a-z\d.:/-]*$/
function readOne(name, text, context) {
	const {row, log} = context
	try {
		if (row.kind !== 'secret' && simple.test(text)) return readPlain(name, text, context)
		if (row.kind === 'secret' && asCreated.test(text)) return row.read([text], context)
		const unevaluated = findUnevaluated(name, text, row)
		if (unevaluated?.topic === 'not-a-text') return unevaluated
		const layers = unwrap(text)
		const secret = row.kind === 'secret' ? row.read(layers, context) : void 0
		return unevaluated ?? misplaced(name, `The input '${name}'`, {layers, log}) ?? secret ?? readPlain(name, text, context)
	} catch (error) {
		if (error instanceof ActionError) return error
		throw error
	}
}

// src/report/state.ts
const origin = {test: value => /^https?:/.test(value) && URL.parse(value)?.origin === value}
const state_id = {test: value => isId(value) && !value.includes('..')}
const state_forms = {
	issuer: origin,
	user_id: state_id,
	token_id: state_id,
	expiration_dates: /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\??(?:,(?!$)|$))+$/,
	expires_at: /^\d{1,13}$/,
	access_token: tokenPattern,
	origin
}
function state_saveState(core, made, {origin: called, issuer}) {
	const {issued, own, creation} = made
	const token = creation === void 0 ? issued : own
	const values = {issuer, user_id: creation?.userId, token_id: creation?.tokenId, expiration_dates: creation?.dates.join(), expires_at: token?.expiresAt, access_token: token?.value, origin: called}
	made.isSaved = false
	writeCommandFile('GITHUB_STATE', () => {
		for (const name of Object.keys(state_forms)) if (values[name] !== void 0) core.saveState(name, values[name])
	})
	made.isSaved = true
}
function clearState(core) {
	try {
		core.saveState('origin', '')
	} catch {}
}
function readState(core) {
	const saved = {}
	for (const name of Object.keys(state_forms)) {
		const value = core.getState(name)
		if (value !== '' && !state_forms[name].test(value))
			throw configError(
				'not-revoked',
				`The value '${name}' in the state of this step is not valid, so nothing was sent.`,
				`Check that no other step writes the state of this step or sets the variable STATE_${name}.`
			)
		if (value !== '') saved[name] = value
	}
	const {origin: called, issuer = called, access_token: token, user_id: userId, token_id: tokenId} = saved
	if (called === void 0 || issuer === void 0) return
	const sent = saved.expiration_dates?.split(',') ?? []
	return {origin: called, issuer, token, expiresAt: saved.expires_at === void 0 ? void 0 : Number(saved.expires_at), creation: userId === void 0 ? void 0 : {userId, tokenId, dates: sent}}
}

// src/http/requests.ts
function postForm(path, form, headers) {
	return {method: 'POST', path, headers: {'content-type': 'application/x-www-form-urlencoded', ...headers}, body: new URLSearchParams(form).toString()}
}
function postJson(path, content, headers = {}) {
	return {method: 'POST', path, headers: {'content-type': 'application/json', ...headers}, body: JSON.stringify(content)}
}
function bearer(token) {
	return {authorization: `Bearer ${token}`}
}
function createLook(token, {connection}, onceWithinMs) {
	return async request => {
		const headers = {...request.headers, ...bearer(token)}
		const response = await tryOnce({...request, headers}, connection, onceWithinMs)
		return response?.status === 200 ? parseObject(response.body) : void 0
	}
}
async function tryOnce(request, connection, onceWithinMs = 5e3) {
	const options = {what: 'a look-up', onceWithinMs, judge: () => 'decision'}
	return await connection.send(() => request, options).catch(() => {})
}
const userinfo = {method: 'GET', path: '/oidc/v1/userinfo', headers: {}}

// src/http/lists.ts
async function lists_list(look, path, {name, filter, pages = 1 / 0}) {
	const found = []
	for (let page = 1; ; page += 1) {
		const pagination = page > 1 && {pagination: {offset: found.length}}
		const fields = await look(postJson(path, {...pagination, filters: [filter]}))
		if (fields?.pagination === void 0) return
		const more = [fields[name] ?? []].flat()
		found.push(...more)
		const total = Number(record(fields.pagination).totalResult ?? 0)
		const isAll = more.length === 0 || found.length >= total
		if (isAll || Number.isNaN(total) || page === pages) return {entries: found.map(record), isAll}
	}
}
async function listAdministrators(look, userId) {
	const path = '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators'
	const found = await lists_list(look, path, {name: 'administrators', filter: {inUserIdsFilter: {ids: [userId]}}})
	return found?.entries.filter(({user}) => record(user).id === userId)
}
async function listEntries(look, kind, {filter, pages = 1}) {
	const found = await lists_list(look, `/v2/users/${kind}/search`, {name: 'result', filter, pages})
	const entries = found?.entries.map(({id, expirationDate: date}) => ({id: json_text(id), date, at: parseDate(date)}))
	return entries && {entries, isAll: found?.isAll}
}

// src/explain/issuer.ts
const passHost = 'pass the Host header unchanged (nginx: proxy_set_header Host $http_host)'
function issuerFix(named, {issuer, origin}) {
	const {protocol, hostname} = new URL(origin)
	const both = `Set 'domain' to ${named} and 'endpoint' to ${origin}${protocol === 'http:' && !isLoopback(hostname) ? " with 'allow-http: true'" : ''}`
	if (named === withDefaultPort(issuer)) return `Sign the assertion with "aud" set to ${quote(named)}, or configure the proxy to ${passHost}.`
	if (named === issuer.replace(/:\d+$/, '')) return `${both}, or configure the proxy to ${passHost}.`
	if (named === issuer.replace('http:', 'https:')) return `${both}.`
	if (named === issuer.replace('https:', 'http:')) return "Configure the proxy to send X-Forwarded-Proto: https, or set the instance's ExternalSecure to true."
	const otherwise = issuer === origin ? '' : ` Otherwise check that 'endpoint' (${origin}) leads to the right instance.`
	return `If ${quote(named)} is your instance, set 'domain' to it.${otherwise}`
}
function correctDomain(issuer) {
	return `Correct 'domain' (${issuer}): it must be the host name in the address of the instance's console.`
}
function warnOfPort(audience, {issuer, log}) {
	if ([audience].flat().includes(issuer)) return
	log.warning(
		'issuer-with-port',
		`The issuer of the instance is ${withDefaultPort(issuer)} instead of ${issuer}, because a proxy adds the port to the Host header (nginx: $host:$server_port). Configure the proxy to ${passHost}.`
	)
}
const issuer_longest = 2e3
function noInstance({issuer, origin, log}, {message = ''}) {
	const host = String.raw`([\w.:[\]-]{1,259})`
	const hosts = new RegExp(String.raw`&\{${host} ${host}? \w*\} \(ExternalDomain is ${host}\)`)
	const [, sent = '', publicHost = '', wanted = ''] = hosts.exec(log.clean(message.slice(0, issuer_longest))) ?? []
	const called = new URL(issuer).hostname
	const isPublic = publicHost !== '' && withoutPort(publicHost) !== called
	const seen = withoutPort(isPublic ? publicHost : sent)
	const isDirect = issuer === origin
	const endpoint = isDirect && isInternal(origin) ? ` and 'endpoint' to ${origin}` : ''
	if (![seen, wanted].every(name => name.length <= 253 && URL.canParse(`https://${name}`)))
		return {
			meaning: 'The ZITADEL server has no instance with this host name.',
			fix: endpoint === '' ? correctDomain(issuer) : `Set 'domain' to the instance's public name (its ExternalDomain)${endpoint}.`
		}
	const external = `The ExternalDomain of the server is "${wanted}".`
	const isOther = !`.${called}`.endsWith(`.${withoutPort(wanted)}`)
	const domain = isInternal(issuer) && !isInternal(`https://${wanted}`) ? `${wanted} (with scheme and port, unless they are https and 443)` : Object.assign(new URL(issuer), {hostname: wanted}).origin
	if (seen === called)
		return {
			meaning: `The ZITADEL server has no instance with the host name ${called}. ${external}`,
			fix: isOther ? `If "${wanted}" is your instance, set 'domain' to ${domain}${endpoint}.` : correctDomain(issuer)
		}
	return {
		meaning: `A proxy in front of the ZITADEL server changed the host name ${called} to "${seen}". ${external}`,
		fix: `Configure the proxy to ${isDirect ? passHost : 'pass X-Zitadel-Instance-Host unchanged'} and to remove X-Forwarded-Host and X-Zitadel-Public-Host${isDirect && !isPublic ? `, or set 'endpoint' to ${origin}${isOther ? ` and 'domain' to ${domain} (if that is your instance)` : ''}` : ''}.`
	}
}
function withoutPort(host) {
	return host.replace(/:\d*$/, '').toLowerCase()
}

// src/explain/refusal-fixes.ts
function clientNotFound({credential}) {
	const {clientId = ''} = credential
	if (looksSecret(clientId)) return "Exchange 'client-id' and 'client-secret': the value of 'client-id' looks like a secret."
	const odd = findLookalike(clientId)
	if (odd !== void 0) return `Type the value of 'client-id' again: it contains ${odd}, which looks like another one.`
	return (
		"Set 'client-id' to the login name on the service account's page. " +
		(/^\d{15,}(@|$)/.test(clientId)
			? `${quote(clientId)} looks like a user ID or the client ID of an application, which do not work here.`
			: (clientId.includes('@')
					? `A suffix such as ${quote(clientId.slice(clientId.lastIndexOf('@')))} changes with the organization's name or primary domain. If ${quote(clientId)} is the user name alone, the login name may be ${quote(`${clientId}@DOMAIN`)}, with the organization's domain`
					: 'If the organization adds its domain to login names, the login name is name@domain') + '. If the account was just created, re-run the step.')
	)
}
const generateSecret = 'service account \u2192 Actions \u2192 Generate Client Secret'
const newKeyFix = 'Create a new key in ZITADEL (service account \u2192 Keys \u2192 New) and replace the stored key with it.'
function wrongSecretMeaning({credential}) {
	const {looks, fix} = credential.shape?.() ?? {}
	return (
		'The service account exists, but this is not its current client secret.' +
		(fix === void 0 && looks !== void 0 ? `\nThe stored value ${looks}. By default, a client secret of ZITADEL has 64 letters and digits.` : '')
	)
}
function wrongSecretFix({credential}) {
	return (
		credential.shape?.().fix ??
		`Store the current client secret, whole and with nothing around it, as the GitHub secret that this step reads ("gh secret set NAME"). Only if it was replaced or lost, generate a new one (${generateSecret}): the old secret stops working immediately.`
	)
}
function noRoleFix({orgId}) {
	const [where, or] = orgId === void 0 ? ['', "use 'verify: userinfo', which needs no role"] : [` in organization ${orgId}`, "correct 'org-id'"]
	return `Grant the account a role with org.read${where}, at least ORG_OWNER_VIEWER (organization \u2192 Administrators, formerly Managers), or ${or}.`
}
function invalidTokenFix({credential, issuer, origin}) {
	if (credential.token !== void 0)
		return "Check that the account is active, that 'domain' is its instance, and that the token is in its list (service account \u2192 Personal Access Tokens) and has not expired. Otherwise, create a new one and store it."
	return issuer === origin
		? 'Re-run the step, because a server of the instance may not know a new token yet. If the error persists, check that the account is active.'
		: `Check that 'endpoint' (${origin}) leads to the instance ${issuer}, and that the account is active.`
}
function passUnchanged(what, origin) {
	return `Configure the proxy or gateway in front of ${origin} to pass ${what} unchanged.`
}

// src/explain/refusals.ts
const changed = (what, matches) => ({
	matches,
	failure: 'server',
	topic: 'changed-request',
	meaning: `Something between the runner and the instance removed or changed ${what}.`,
	fix: ({origin}) => passUnchanged(what, origin)
})
const refusals = () => [
	{matches: {description: 'Errors.User.Machine.Secret.Invalid'}, failure: 'credential', topic: 'wrong-secret', meaning: wrongSecretMeaning, fix: wrongSecretFix},
	{
		matches: {description: 'client not found'},
		failure: 'credential',
		topic: 'client-not-found',
		meaning: 'No service account of this instance has this login name. The account may have been removed, or belong to another instance.',
		fix: clientNotFound
	},
	{
		matches: {description: 'Errors.User.Machine.Secret.NotExisting'},
		failure: 'credential',
		topic: 'no-secret',
		meaning: 'The user has no client secret: none was generated, it was removed, or this is a human user.',
		fix: `Generate a client secret for a service account (${generateSecret}) and store it as the GitHub secret that this step reads. If it was just created, re-run the step.`
	},
	{
		matches: {description: 'Errors.User.NotActive'},
		failure: 'credential',
		topic: 'inactive-account',
		meaning: 'The service account is deactivated or locked.',
		fix: 'Reactivate or unlock the service account in ZITADEL (Users \u2192 Service Accounts), or use another one.'
	},
	changed('the Authorization header', {
		description: ['client_id or client_assertion must be provided', 'invalid basic auth header', 'access token missing'],
		id: 'AUTH-toLo1',
		message: 'auth header missing'
	}),
	changed('the body of POST /oauth/v2/token or its content type', {description: 'grant_type missing'}),
	{
		matches: {error: 'unsupported_grant_type'},
		failure: 'server',
		topic: 'unexpected-response',
		meaning: 'This server does not support the grant of the credential, but every ZITADEL does.',
		fix: ({origin}) => `Check that ${origin} is the instance and not another login service.`
	},
	{matches: {message: 'unable to set instance'}, failure: 'config', topic: 'no-instance', meaning: (...step) => noInstance(...step).meaning, fix: (...step) => noInstance(...step).fix},
	{
		matches: {message: ['instance is blocked', 'LIMITS-molsj', 'QUOTA-vjAy8']},
		failure: 'server',
		topic: 'instance-blocked',
		meaning: 'The instance is blocked, or its quota is used up.',
		fix: 'Check billing and quotas of the instance in the ZITADEL customer portal, or contact its operator.'
	},
	{
		matches: {description: ['Errors.Execution.Failed', 'Errors.Endpoint.Denied']},
		failure: 'server',
		topic: 'failing-action',
		meaning: 'An action of the instance failed: its target returned an error, or is on the deny list.',
		fix: 'Ask an administrator of the instance to correct the target (Actions \u2192 Targets), or to remove the action for preaccesstoken and preuserinfo.'
	},
	{
		matches: {description: 'Errors.WebKey.NoActive'},
		failure: 'server',
		topic: 'no-web-key',
		meaning: 'The instance has no active web key, so it signs neither ID tokens nor JWT access tokens.',
		fix: "Ask an administrator of the instance to activate a web key. Until then, for an account whose access token type is Bearer, set 'scopes' without openid (urn:zitadel:iam:org:project:id:zitadel:aud)."
	},
	{
		matches: {id: 'AUTH-7fs1e', description: 'access token invalid'},
		failure: 'verification',
		topic: 'invalid-token',
		meaning: 'The token is not valid: it has expired or was revoked, the account was deactivated, or the token belongs to another instance.',
		fix: invalidTokenFix
	},
	{
		matches: {id: 'DOMAIN-dv3t5'},
		failure: 'config',
		topic: 'token-lifetime',
		meaning: "By the server's clock, the expiration date is in the past.",
		fix: 'Synchronize the clocks of this runner and of the server (NTP).'
	},
	{matches: {id: ['AUTHZ-cdgFk', 'membership.not_found']}, failure: 'verification', topic: 'no-role', meaning: 'The token is valid, but the account has no role in the organization.', fix: noRoleFix},
	{matches: {id: 'AUTH-5mWD2'}, failure: 'verification', topic: 'no-role', meaning: 'The token is valid, but no role of the account contains the permission org.read.', fix: noRoleFix},
	{
		matches: {id: 'AUTH-Bs7Ds'},
		failure: 'verification',
		topic: 'unknown-organization',
		meaning: ({orgId}) => `The token is valid, but no organization of this instance has the ID ${quote(orgId ?? '')} ('org-id').`,
		fix: "Set 'org-id' to the resource ID on the organization's page (not its name or domain), and check that 'domain' is the right instance."
	},
	{
		matches: {id: 'APP-Shi0J'},
		failure: 'verification',
		topic: 'impersonation',
		meaning: "The token is of an impersonation, and ZITADEL's APIs do not accept such tokens.",
		fix: "Use 'verify: userinfo', which accepts it."
	}
]

// src/explain/rejection.ts
const tokenRequest = 'the token request'
function readRejection(response, log) {
	const error = parseError(response)
	return {response, error, refusal: findRefusal(error), words: describeResponse(response, log, error)}
}
function rejectionOf(id, words) {
	const error = {status: 200, id}
	return {response: {status: 200, headers: {}, body: ''}, error, refusal: findRefusal(error), words}
}
function findRefusal(error) {
	return refusals().find(({matches}) =>
		Object.entries(matches).some(([field, texts]) => {
			const actual = error[field] ?? ''
			return [texts].flat().some(text => (field === 'message' ? actual.includes(text) : actual === text))
		})
	)
}
function rejectedMessage(what, {response, refusal, words}) {
	return `${sentence(what)} ${refusal === void 0 && response.status >= 500 ? 'failed' : 'was rejected'}: ${words}.`
}
const fromAction = 'This may be the text of an action of the instance.'
const checkActions = 'Check the actions of the instance (Actions \u2192 Targets), because an action can reject the account with any text.'
function failureOf(rejection, what, session) {
	const {error, refusal} = rejection
	const message = rejectedMessage(what, rejection)
	const {status} = rejection.response
	const isToken = what === tokenRequest
	const ofCheck = status === 401 && session.credential.token !== void 0 ? 'credential' : 'verification'
	if (refusal !== void 0) {
		const [meaning, fix = ''] = [refusal.meaning, refusal.fix].map(words => (typeof words === 'string' ? words : words(session, error)))
		return new ActionError(refusal.failure === 'verification' ? ofCheck : refusal.failure, refusal.topic, `${message}\n${meaning}`, fix)
	}
	const isOAuth = error.error !== void 0
	const isApi = error.id !== void 0 || error.isZitadel === true
	const mayBeAction = error.error === 'invalid_request'
	const decides = isToken ? isOAuth : (isApi && status === 404) || ((isApi || isOAuth) && [401, 403].includes(status))
	const [failure, topic, fix] =
		mayBeAction && !(isToken && status === 400)
			? ['server', 'failing-action', checkActions]
			: decides
				? [isToken ? 'credential' : ofCheck, 'rejected-credential', 'Check the credential and its account in ZITADEL. The log of the instance contains more.' + (mayBeAction ? ` ${checkActions}` : '')]
				: ['server', 'unexpected-response', isApi ? 'Look up the error in the log of the instance.' : checkFront(session.origin)]
	return new ActionError(failure, topic, mayBeAction ? `${message}\n${fromAction}` : message, fix)
}
function isGone({refusal, error: {status, id, isZitadel}}) {
	return refusal === void 0 && ((status === 404 && id === void 0 && isZitadel !== true) || [405, 410, 501].includes(status))
}
function isRejectedAssertion({status, error, description}, grant) {
	if (grant.type !== 'jwt-bearer') return false
	return (status === 400 && (error === 'invalid_grant' || description === 'assertion invalid')) || (status === 500 && error === 'server_error' && description?.includes('Errors.Internal') === true)
}
function unexpected(what, finding, origin) {
	const message = `${sentence(what)} returned status 200, but ${finding}.`
	return new ActionError('server', 'unexpected-response', message, checkFront(origin))
}
function notZitadel(response, log) {
	return `not a response of ZITADEL: ${describeResponse(response, log)}`
}

// src/explain/outage.ts
const noSuchInstance = /QUERY-(1kIjX|n0wng|IuGh1)|Instance not found/
function judge(response) {
	const error = parseError(response)
	const [, reason] = error.message?.split('unable to set instance', 2) ?? []
	if (reason !== void 0 && !noSuchInstance.test(reason.split('Parent=(', 1).join())) return 'outage'
	return findRefusal(error) === void 0 ? void 0 : 'decision'
}
function isApiError(response) {
	const {status, id, message} = parseError(response)
	const hasCode = message !== void 0 && typeof parseObject(response.body)?.code === 'number'
	return status >= 400 && (hasCode || id !== void 0)
}
function judgeTokenRequest(grant, path, session) {
	return async response => {
		if (!isRejectedAssertion(parseError(response), grant)) return judge(response)
		return response.status === 400 || (await isBefore414(grant, path, session)) ? 'decision' : void 0
	}
}
async function isBefore414(grant, path, {connection, scopes}) {
	const form = {...assertionParameters('a.b.c').form, scope: scopes.join(' ')}
	const rejected = await lookOnce(postForm(path, form, {}), connection)
	return rejected?.status === 500 && isRejectedAssertion(parseError(rejected), grant)
}
const longestPauseMs = 15e3
async function afterOutage(what, sendAgain, {connection, origin}) {
	const ready = await lookOnce({method: 'GET', path: '/debug/ready', headers: {}}, connection)
	if (ready?.status !== 412) return
	const fault = outageFault('status 412 at /debug/ready', origin)
	const reason = `${sentence(what)} was rejected, but ${fault.what}.`
	for (let ms = 1e3; ms >= 500;) {
		const waited = await connection.pause(ms, reason)
		const response = waited ? await sendAgain() : void 0
		if (response?.status === 200) return response
		ms = waited ? Math.min(ms * 2, longestPauseMs) : ms / 2
	}
	throw new ActionError(fault.failure, fault.topic, reason, fault.fix)
}
const looks = new WeakMap()
function lookOnce(request, connection) {
	const known = looks.get(connection) ?? new Map()
	looks.set(connection, known)
	const look = known.get(request.path) ?? tryOnce(request, connection)
	known.set(request.path, look)
	return look
}

// src/zitadel/revocation.ts
function describeLeft({reason, left = ['the access token, until it expires']}) {
	const more = left.length > 5 ? ` and ${left.length - 5} more` : ''
	return `What may be left: ${left.slice(0, 5).join('; ')}${more}. ${reason} Fix: Delete it in ZITADEL (service account \u2192 Personal Access Tokens).`
}
async function revokeToken(token, {form, headers}, cleanUp) {
	const request = postForm('/oauth/v2/revoke', {...form, token, token_type_hint: 'access_token'}, headers)
	return await revocation_confirm('the revocation', {request, isConfirmed: body => body.trim() === ''}, cleanUp)
}
async function deleteToken({userId, id}, token, cleanUp) {
	const request = {method: 'DELETE', path: `/v2/users/${encodeURIComponent(userId)}/pats/${encodeURIComponent(id)}`, headers: bearer(token)}
	const failed = await revocation_confirm('the deletion', {request, isConfirmed: isDeletion}, cleanUp)
	return failed?.rejection?.error.id === 'COMMAND-4m77G' ? void 0 : failed
}
const isDeletion = body => json_text(parseObject(body)?.deletionDate) !== void 0
async function revocation_confirm(what, {request, isConfirmed}, {connection, log, origin}) {
	try {
		const send = () => connection.send(() => request, {what, judge})
		let response = await send()
		if (response.status !== 200 && response.status !== 404) response = (await afterOutage(what, send, {connection, origin})) ?? response
		if (response.status === 200 && isConfirmed(response.body)) return
		const rejection = readRejection(response, log)
		return {reason: rejectedMessage(what, rejection), rejection}
	} catch (error) {
		return notDone(error, origin)
	}
}
function notDone(error, origin) {
	if (!(error instanceof ActionError)) return {reason: 'An internal error occurred.'}
	const [line = ''] = error.message.split('\n')
	const reason = line.replace(/(?<![^.])[^.]*'timeout-seconds'[^.]*\./, '')
	return {reason: reason === '' ? `${origin} did not respond in time.` : reason, fix: error.fix.includes("'timeout-seconds'") ? void 0 : error.fix}
}

// src/zitadel/clean-up.ts
const budgetMs = 5e3
function cleanUpOf({connection, log, origin}) {
	return {connection: connection.within(budgetMs), log, origin, limitMs: budgetMs}
}
function discard(made, {revoker}, cleanUp) {
	const revoke = async () => {
		const failed = revoker && (await revokeToken(made.issued.value, revoker, cleanUp))
		if (failed) cleanUp.log.info(`The 12-hour token, which was not exported, was not revoked. ${failed.reason}`)
	}
	return (made.discarding ??= revoke())
}
async function withdraw(made, config, session) {
	const {log} = session
	const {issued, own, creation, isSaved} = made
	const cleanUp = cleanUpOf(session)
	const failed = creation === void 0 ? config.revoker && (await revokeToken(issued.value, config.revoker, cleanUp)) : await reconcile((own ?? issued).value, creation, cleanUp)
	if (creation !== void 0) await discard(made, config, cleanUp)
	const done = creation === void 0 ? 'revoked' : 'deleted'
	if (failed !== void 0)
		if (isSaved !== true) log.warning('not-revoked', describeLeft(failed))
		else log.info(`The access token is not ${done} yet; the post step tries again. ${failed.reason}`)
	else if (creation === void 0 || own !== void 0) log.info(`The step failed, so the access token was ${done}.`)
	return failed === void 0
}
const mostLists = 6
const clean_up_firstWaitMs = 500
const mostPages = 10
async function reconcile(token, {userId, tokenId, dates}, cleanUp) {
	const {connection, log, limitMs} = cleanUp
	const sent = dates.map(date => date.replace('?', ''))
	let unseen = sent.filter(date => !dates.includes(date))
	if (tokenId === void 0 && unseen.length === 0) return
	const look = createLook(token, cleanUp, limitMs * 0.3)
	const failures = new Map()
	let isListed = false
	for (let made = 1; ; made += 1) {
		const list = await listEntries(look, 'pats', {filter: {userIdFilter: {id: userId}}, pages: mostPages})
		for (const {id = '', date} of list?.entries ?? []) {
			if (id === tokenId || failures.has(id) || !isId(id) || !sent.some(one => one === date)) continue
			const failure = await deleteToken({userId, id}, token, cleanUp)
			failures.set(id, failure)
			unseen = unseen.filter(one => one !== date)
			if (failure === void 0) log.info(`Deleted personal access token ${id}, which a request of this step created.`)
		}
		isListed = list !== void 0
		const isRecent = tokenId === void 0 || list?.entries.some(({id}) => id === tokenId) === true
		if ((isListed && isRecent && unseen.length === 0) || made >= (!isListed ? 2 : unseen.length === 0 ? 4 : mostLists)) break
		const reason = `The list of the account's personal access tokens is ${isListed ? 'not complete yet' : 'missing'}.`
		if (!(await connection.pause(clean_up_firstWaitMs * 2 ** (made - 1), reason))) break
	}
	if (tokenId !== void 0) failures.set(tokenId, await deleteToken({userId, id: tokenId}, token, cleanUp))
	const failed = [...failures].filter(([, failure]) => failure !== void 0)
	const left = namesOf(
		userId,
		failed.map(([id]) => id),
		isListed ? unseen : sent
	)
	if (left.length === 0) return
	return {reason: isListed ? 'A request to create it got no response of ZITADEL.' : "ZITADEL did not return the list of the account's personal access tokens.", ...failed.at(-1)?.[1], left}
}
function namesOf(userId, ids, dates) {
	return [
		...ids.filter(id => id !== void 0).map(id => `personal access token ${id} of user ${userId}`),
		...dates.map(date => `a personal access token of user ${userId} that expires on ${date.replace('?', '')}`)
	]
}

// src/explain/clock.ts
const smallestMs = 3e4
const largestMs = 864e5
function correctable(offset) {
	return Math.abs(offset) > smallestMs && believable(offset)
}
function believable(offset) {
	return Math.abs(offset) < largestMs
}
function believed(offset) {
	return correctable(offset) ? offset : 0
}

// src/explain/discovery.ts
async function discover({connection}) {
	const request = {method: 'GET', path: '/.well-known/openid-configuration', headers: {}}
	const response = await lookOnce(request, connection)
	return (response?.status === 200 && parseObject(response.body)) || {}
}
async function findTokenPath({error, words}, session) {
	const {issuer, origin, log} = session
	const missing = (meaning, fix, failure = 'config') => new ActionError(failure, 'no-token-endpoint', `There is no token endpoint at ${origin}/oauth/v2/token: ${words}.\n${meaning}`, fix)
	const named = json_text((await discover(session)).token_endpoint)
	const url = named === void 0 ? null : URL.parse(named)
	if (url === null || !/^https?:$/.test(url.protocol))
		throw missing(
			'No discovery document contains a token endpoint, so this is probably not a ZITADEL instance.',
			issuer === origin ? correctDomain(issuer) : `Check that 'endpoint' (${origin}) leads to the instance.`,
			error.message === void 0 ? 'server' : 'config'
		)
	if (url.origin !== issuer) {
		const other = URL.parse(log.clean(named ?? ''))?.origin ?? 'a secret'
		throw missing(`The discovery document names another origin, ${quote(other)}. Nothing was sent there.`, issuerFix(other, session))
	}
	if (url.pathname === '/oauth/v2/token')
		throw missing('The discovery document names the same address, so something in front of the instance does not pass the request.', passUnchanged('POST /oauth/v2/token', origin))
	return url.pathname + url.search
}

// src/explain/assertion.ts
async function assertionFailure({response, words}, grant, session) {
	const {issuer, log, now} = session
	const offset = clockOffset(response, now())
	const serverNow = now() + (believable(offset) ? offset : 0)
	const named = json_text((await discover(session)).issuer)
	const findings = [
		checkIssuer(named && log.clean(named), grant, session),
		...checkClaims(grant, serverNow),
		checkExpiry(grant, serverNow),
		checkAlgorithm(response.status, grant),
		checkClock(offset, grant)
	].filter(finding => finding !== void 0)
	const fine = findings.flatMap(finding => ('fine' in finding ? [finding.fine] : []))
	const causes = findings.flatMap(finding => ('cause' in finding ? [finding] : []))
	const isOld = response.status === 500
	const isKnown = causes.length > 0
	const lines = [
		`The assertion was rejected: ${words}. ZITADEL${isOld ? ' before 4.14' : ''} returns this error for every cause.`,
		...(fine.length === 0 ? [] : [`Already ruled out: ${fine.join('; ')}.`]),
		isKnown ? `The cause: ${causes.map(({cause}) => cause).join('; ')}.` : possibleCauses(grant, issuer, isOld)
	]
	const fix = isKnown ? [...new Set(causes.map(found => found.fix))].join(' ') : checkKeys(grant, isOld)
	return causes[0]?.config ? new ActionError('config', 'other-issuer', lines.join('\n'), fix) : new ActionError('credential', 'rejected-assertion', lines.join('\n'), fix)
}
function possibleCauses({key, userId, expiresAt, isOwnPair}, issuer, isOld) {
	return `Possible causes: ${[...(isOld ? ["the instance's database is read-only, or the target of an action does not respond"] : []), `${key === void 0 ? 'the key' : `key ${quote(key.id)}`} was deleted${expiresAt === void 0 ? ', has expired, is not the one that signed' : ''}, or belongs to another user or to an application`, `${userId === void 0 ? 'this account' : `user ${quote(userId)}`} was removed${isLogin(userId) ? ' or is not a user ID' : ''}${isOwnPair ? ", or 'key-id' and 'user-id' were exchanged" : ''}`, `both belong to another instance than ${issuer}`].map((cause, index) => `(${index + 1}) ${cause}`).join('; ')}.`
}
function isLogin(userId = '0') {
	return !/^\d+$/.test(userId)
}
function checkKeys({key, userId, assertion}, isOld) {
	const where = assertion === void 0 ? "'user-id'" : '"iss" and "sub"'
	const create = isOld ? '' : ' Only if not, create a new one.'
	return `${isOld ? 'Read the log of the instance. ' : ''}${isLogin(userId) ? `Set ${where} to the user ID (a number), not to the login name. Otherwise: ` : ''}Check that ${key === void 0 ? 'the key' : quote(key.id)} is among the keys on the page of this service account in ZITADEL.${create} If the key was just created, re-run the step.`
}
function checkClaims({assertion}, serverNow) {
	if (assertion === void 0) return []
	const {header, claims} = assertion
	const {iss, sub, iat, exp} = claims
	const [issuedAgo, expiredAgo] = [secondsSince(iat, serverNow), secondsSince(exp, serverNow)]
	const times = 'Sign right before this step on a machine with the right clock, with "iat" one minute before and "exp" five minutes after that time (numbers of seconds since 1970).'
	const broken = [
		[json_text(header.kid) !== void 0, 'its header has no "kid"', 'Set "kid" to the ID that ZITADEL shows for the key.'],
		[/^(RS|ES|PS)256$/.test(String(header.alg)), 'its "alg" is not RS256, ES256 or PS256', 'Sign with RS256, or with ES256 if the instance is 4.14 or later.'],
		[typeof sub === 'string' && iss === sub, 'its "iss" and "sub" are not the same user ID', 'Set both "iss" and "sub" to the service account\'s user ID.'],
		[expiredAgo < 0, `its "exp" is ${inSeconds(expiredAgo, 'in the past')}`, times],
		[issuedAgo >= -2, `its "iat" is ${inSeconds(-issuedAgo, 'in the future')} (at most 1 s is valid)`, times],
		[!(issuedAgo > 3600), `its "iat" is ${inSeconds(issuedAgo, 'in the past')} (at most 1 h is valid)`, times]
	].flatMap(([isValid, cause, fix]) => (isValid ? [] : [{cause, fix}]))
	return broken.length === 0 ? [{fine: 'its header and claims'}] : broken
}
function secondsSince(claim, now) {
	return typeof claim === 'number' && claim < 1e11 ? now / 1e3 - claim : Number.NaN
}
function inSeconds(seconds, where) {
	return Number.isNaN(seconds) ? 'missing or not a number of seconds' : `${Math.ceil(seconds)} s ${where} by the server's clock`
}
function checkClock(offset, {assertion}) {
	if (!believable(offset))
		return {
			cause: `this runner's clock and the date of the server's response differ by ${inWords(Math.abs(offset))}`,
			fix: "Synchronize this runner's clock (NTP). If the clock is right, check what sets the Date header in front of the instance."
		}
	const seconds = `${Math.round(Math.abs(offset) / 1e3)} s`
	if (!correctable(offset)) return {fine: `this runner's clock (${seconds} from the server's)`}
	if (assertion === void 0) return {fine: `the time in the assertion (corrected by ${seconds})`}
	return {
		cause: `this runner's clock is ${seconds} ${offset > 0 ? 'behind' : 'ahead of'} the server's, so the clock of the machine that signed the assertion may be wrong, too`,
		fix: 'Synchronize the clock (NTP) of the machine that signs, and sign again.'
	}
}
function checkIssuer(discovered, grant, session) {
	if (discovered === void 0) return
	const {issuer} = session
	const meant = [grant.assertion?.claims.aud ?? [issuer, withDefaultPort(issuer)]].flat()
	if (meant.includes(discovered)) return {fine: `the issuer (${oneLine(discovered)})`}
	return {cause: `the issuer of the instance is ${quote(discovered)}, but the assertion is for ${quote(String(meant[0]))}`, fix: issuerFix(discovered, session), config: true}
}
function checkExpiry({expiresAt}, serverNow) {
	if (expiresAt === void 0) return
	if (expiresAt > serverNow) return {fine: "the key's expiration date"}
	return {cause: `the key expired on ${toTheSecond(expiresAt)} by the server's clock`, fix: newKeyFix}
}
function checkAlgorithm(status, {key}) {
	if (key === void 0) return
	if (key.algorithm !== 'ES256' || status !== 500) return {fine: `the algorithm (${key.algorithm})`}
	return {cause: 'the key is P-256 (ES256), which ZITADEL accepts from version 4.14 on, and this server is older', fix: 'Use an RSA key (2048 bits or more), or update the instance.'}
}

// src/explain/recover.ts
const mostRequests = 3
const pauseMs = 1e3
async function recover(response, door, session) {
	const {what, send, nextChange, explain} = door
	let latest = response
	let change = {}
	for (let made = 1; latest.status !== 200; made += 1) {
		const rejection = readRejection(latest, session.log)
		const next = made < mostRequests ? await nextChange(rejection, change, made === mostRequests - 1) : void 0
		if (next === void 0) {
			const failure = await explain(rejection)
			const last = change
			const decided = failure.failure === 'credential' || /^(invalid-token|rejected-credential)$/.test(failure.topic) ? await afterOutage(what, () => send(last), session) : void 0
			if (decided === void 0) throw failure
			return decided
		}
		change = next
		latest = await send(change)
	}
	return latest
}
async function waitOnce(change, reason, {connection}) {
	return change.waited !== true && (await connection.pause(pauseMs, reason)) ? {...change, waited: true} : void 0
}

// src/explain/token.ts
async function recoverToken(response, send, {grant, session}) {
	const nextChange = async (rejection, change, isLast) => {
		const {response: latest, error, refusal} = rejection
		if (isRejectedAssertion(error, grant)) {
			const corrected = grant.assertion === void 0 ? await correct(latest, change, session) : void 0
			if (corrected !== void 0 && !isLast) return corrected
			const reason = 'The assertion was rejected, but the server may not know a new key yet.'
			return (await waitOnce(corrected ?? change, reason, session)) ?? corrected
		}
		if (refusal?.topic === 'no-secret') {
			const reason = 'The account has no secret, but the server may not know a new secret yet.'
			return await waitOnce(change, reason, session)
		}
		return latest.status === 404 && error.error === void 0 && refusal === void 0 && change.path === void 0 ? {...change, path: await findTokenPath(rejection, session)} : void 0
	}
	const explain = rejection => (isRejectedAssertion(rejection.error, grant) ? assertionFailure(rejection, grant, session) : failureOf(rejection, tokenRequest, session))
	return await recover(response, {what: tokenRequest, send, nextChange, explain}, session)
}
async function correct(response, change, session) {
	const {issuer, log, now} = session
	const offset = clockOffset(response, now())
	if (change.offset === void 0 && correctable(offset)) {
		log.warning(
			'clock',
			`This runner's clock is ${Math.abs(Math.round(offset / 1e3))} s ${offset > 0 ? 'behind' : 'ahead of'} the server's. The assertion is signed again with the server's time. Synchronize the runner's clock (NTP).`
		)
		return {...change, offset}
	}
	const audience = withDefaultPort(issuer)
	return change.audience === void 0 && audience !== issuer && (await discover(session)).issuer === audience ? {...change, audience} : void 0
}

// src/zitadel/token.ts
function openSession({issuer, connection, credential, scopes, orgId}, deps) {
	const {connect, log, now} = deps
	const {origin} = connection
	return {issuer, origin, credential, scopes, orgId, connection: connect(connection, log), log, now}
}
async function obtainToken(session) {
	const {credential, log} = session
	const token = credential.token === void 0 ? await requestToken(credential, session) : {value: credential.token, expiresAt: credential.expiresAt}
	const {length} = token.value
	if (length > 8192)
		log.warning('long-token', `The access token has ${length} characters. Many servers reject a header of more than 8,192. Set the access token type of the service account to Bearer.`)
	return token
}
async function requestToken(grant, session) {
	const {connection, log, scopes, now} = session
	let aud = grant.assertion?.claims.aud
	const send = async ({path = '/oauth/v2/token', offset = 0, audience}) => {
		aud = audience ?? aud
		const build = () => {
			const {form, headers, secrets} = grant.parameters(now() + offset, audience)
			for (const secret of secrets) log.mask(secret)
			return postForm(path, {...form, scope: scopes.join(' ')}, headers)
		}
		return await connection.send(build, {what: tokenRequest, judge: judgeTokenRequest(grant, path, session)})
	}
	const first = await send({})
	const token = token_readToken(first.status === 200 ? first : await recoverToken(first, send, {grant, session}), session)
	if (aud !== void 0) warnOfPort(aud, session)
	return token
}
function token_readToken(response, {origin, log, now}) {
	const fields = parseObject(response.body)
	const wrong = finding => unexpected(tokenRequest, finding, origin)
	if (fields === void 0) throw wrong(notZitadel(response, log))
	const {access_token: value, token_type: type, expires_in: lifetime, id_token: id} = fields
	const idToken = typeof id === 'string' && id.length <= longestIdToken ? id : ''
	if (typeof value !== 'string' || value === '') throw wrong('its "access_token" is missing or not a text')
	log.mask(idToken)
	log.mask(value)
	if (!tokenPattern.test(value)) throw wrong(`its "access_token" (${value.length} characters) is not 20 to 65,536 visible ASCII characters`)
	if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') throw wrong('its "token_type" is not Bearer')
	const expiresIn = parseLifetime(lifetime)
	if (expiresIn === null) throw wrong('its "expires_in" is not a number of seconds')
	return {value, expiresIn, expiresAt: expiresIn === void 0 ? void 0 : now() + expiresIn * 1e3, userId: log.field(decodeJwt(value)?.claims.sub), idToken, clockOffset: clockOffset(response, now())}
}
const longestIdToken = 65536
function parseLifetime(value) {
	if (value === void 0 || value === null) return
	const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
	return typeof seconds === 'number' && seconds >= 0 && seconds <= 31536e5 ? Math.floor(seconds) : null
}

// src/revoke.ts
const longestMs = 3e4
async function revoke(deps, report) {
	const {core, log} = deps
	let saved
	let failed
	try {
		saved = readState(core)
		if (saved === void 0) return
		if (saved.token !== void 0) log.mask(saved.token)
		report.issuer = saved.issuer
		const step = prepare(saved, deps, report)
		if (saved.creation !== void 0) return await deleteSaved(saved.creation, step)
		failed = await revokeSaved(step)
	} catch (error) {
		failed = notDone(error, saved?.origin ?? 'The instance')
	}
	if (failed === void 0) return
	const until = saved?.expiresAt === void 0 ? '' : ` (${toTheSecond(saved.expiresAt)})`
	const {reason, fix = `Make sure that the runner reaches ${saved?.origin} until the job ends.`} = failed
	log.warning('not-revoked', `The access token was not revoked and is valid until it expires${until}. ${reason} Fix: ${fix}`)
}
function prepare(saved, deps, report) {
	const {core, log, env, connect} = deps
	const {origin, issuer, creation} = saved
	let options = {origin, headers: publicNameOf(issuer), timeoutMs: longestMs}
	let inputs
	try {
		const given = readInputs(core, log)
		if (!given.given.has('domain')) throw inputsLost()
		const named = readConnection(given, () => readIssuer(given), {log, env})
		if (named.origin !== origin) {
			const message = `The token was issued by ${origin}, but the inputs now name ${named.origin}.`
			const fix = "Set 'domain' and 'endpoint' to values that do not change during the job."
			if (creation) log.warning('not-revoked', `${message} Nothing of the inputs was sent. Fix: ${fix}`)
			throw configError('not-revoked', message, fix)
		}
		options = {...named, timeoutMs: Math.min(named.timeoutMs, longestMs)}
		inputs = () => given
	} catch (error) {
		inputs = () => {
			throw error
		}
	}
	const connection = connect(options, log)
	reportRoute(options, connection, report, log)
	return {deps, report, saved, cleanUp: {connection, log, origin, limitMs: options.timeoutMs}, inputs}
}
function inputsLost() {
	return configError(
		'not-revoked',
		'The inputs no longer contain the credential that can revoke the token. Inside nested composite actions, GitHub passes no inputs to the post step.',
		"In a composite action, set 'token-lifetime-minutes' instead of 'revoke'. Otherwise set the inputs to values that do not change during the job."
	)
}
async function revokeSaved({inputs, saved, cleanUp, report}) {
	const {token, issuer, origin} = saved
	if (token === void 0) return
	const revoker = readRevoker(inputs())
	if (revoker === void 0) throw inputsLost()
	const {log} = cleanUp
	report.account = log.clean(revoker.label)
	const failed = await revokeToken(token, revoker, cleanUp)
	if (failed === void 0) log.info(`Revoked the access token at ${issuer} (${revoker.label}).`)
	return failed?.rejection === void 0 ? failed : {...failed, fix: fixOf(failed.rejection, origin)}
}
function fixOf({error: {error, description}, refusal}, origin) {
	if (refusal?.failure === 'server' && typeof refusal.fix === 'string') return refusal.fix
	if (error === void 0) return `Configure the proxy or gateway in front of ${origin} to pass POST /oauth/v2/revoke.`
	return description === 'token was not issued for this client'
		? "Set 'client-id' to the user name exactly as ZITADEL shows it, including capital letters."
		: "Check that the client secret was not replaced during the job, and that 'revocation-client-id' is the client ID of an active application (method None)."
}
async function deleteSaved(creation, step) {
	const {saved, cleanUp} = step
	const {token, issuer, origin} = saved
	const {log} = cleanUp
	let failed = token === void 0 ? void 0 : await reconcile(token, creation, cleanUp)
	const isInvalid = failed?.rejection?.refusal?.topic === 'invalid-token'
	if (token === void 0 || isInvalid) failed = await deleteByAnother(creation, step).catch(error => ({...notDone(error, origin), left: namesOf(creation.userId, [creation.tokenId], creation.dates)}))
	if (isInvalid && (failed === void 0 || !creation.dates.join().includes('?'))) {
		const [but, still] = failed === void 0 ? ['and', 'no longer'] : ['but', 'still']
		log.info(
			`The access token is no longer valid, ${but} personal access token ${creation.tokenId} of user ${creation.userId} is ${still} in the account's list at ${issuer}. ${failed?.reason ?? ''}`.trim()
		)
	} else if (failed !== void 0) log.warning('not-revoked', describeLeft(failed))
	else if (token !== void 0) log.info(`Deleted the access token at ${issuer}.`)
	else log.info(`Nothing is left at ${issuer} of the access token that the step was creating when it ended.`)
}
async function deleteByAnother(creation, step) {
	const {inputs, deps, report, cleanUp} = step
	const quiet = {...deps, connect: () => cleanUp.connection, log: {...deps.log, warning: () => {}}}
	const config = readConfig(inputs(), quiet, report)
	const {value} = await obtainToken(openSession(config, quiet))
	const failed = await reconcile(value, creation, cleanUp)
	if (config.revoker !== void 0) await revokeToken(value, config.revoker, cleanUp)
	return failed
}

// src/zitadel/claim-warnings.ts
function claimWarnings(token, userinfo, session) {
	if (session.credential.token !== void 0) return []
	const claims = decodeJwt(token)?.claims
	const visible = userinfo ?? claims
	if (visible === void 0) return []
	return [otherIssuer(claims?.iss, session), missingRoles(visible, session.scopes), droppedOrganization(visible, session.scopes)].filter(warning => warning !== void 0)
}
function droppedOrganization(claims, scopes) {
	const dropped = scopes.filter(scope => {
		const claim = /^urn:zitadel:iam:org:(?:id|domain:primary)(?=:)/.exec(scope)?.[0]
		return claim !== void 0 && !(claim in claims)
	})
	const text = `The scope ${dropped.map(quote).join(', ')} had no effect: it is only for the account's own organization. To act in another one, grant the account a role there, and send its ID in the header x-zitadel-orgid.`
	return dropped.length === 0 ? void 0 : ['scope', text]
}
function otherIssuer(iss, {issuer, credential, log}) {
	const isKnown = credential.type === 'jwt-bearer' && iss === withDefaultPort(issuer)
	if (typeof iss !== 'string' || iss === issuer || isKnown) return
	const shown = quote(log.clean(iss))
	return [
		'token-issuer',
		`The "iss" of the token is ${shown}, not the output 'issuer' (${issuer}). A step that compares them rejects the token. ${URL.parse(iss)?.origin !== issuer && !sameButScheme(iss, issuer) ? `Set 'domain' to ${shown} if that is the instance. ` : ''}Configure a proxy to pass Host unchanged and to send X-Forwarded-Proto.`
	]
}
function missingRoles(claims, scopes) {
	if (!scopes.some(scope => /^urn:zitadel:iam:org:project:id:(?!zitadel:)[^:]+:aud$/.test(scope))) return
	const roles = Object.entries(claims).flatMap(([name, value]) => (/^urn:zitadel:iam:org:project:(?:[^:]+:)?roles$/.test(name) ? Object.keys(value ?? {}) : []))
	const missing = scopes.filter(scope => {
		const [, all, role = ''] = /^urn:zitadel:iam:org:project(?:(s:roles)$|:role:(.+))/.exec(scope) ?? []
		return all === void 0 ? role !== '' && !roles.includes(role) : roles.length === 0
	})
	const text = `The token contains no role for ${missing.map(quote).join(', ')}. Grant the account a role of the project (project \u2192 Authorizations), and check 'project-ids'.`
	return missing.length === 0 ? void 0 : ['no-role-in-token', text]
}

// src/zitadel/credential-expiry.ts
const dayMs = 864e5
const storeOther = 'Create a personal access token in ZITADEL (service account \u2192 Personal Access Tokens \u2192 New), and store it instead.'
function knownExpiry({expiresAt}) {
	return expiresAt === void 0 ? void 0 : {at: expiresAt}
}
function refuseExpired({token, expiresAt: at}, now) {
	if (at === void 0 || at > now) return
	const [name, fix] = token === void 0 ? ['key', newKeyFix] : ['access token', storeOther]
	const message = `The ${name} expired on ${toTheSecond(at)} (${inWords(now - at)} ago).`
	throw new ActionError('credential', 'expired-key', message, fix)
}
async function findExpiry(token, userId, session) {
	const look = createLook(token, session)
	const {key, token: isToken} = session.credential
	if (key !== void 0) {
		const keys = await listEntries(look, 'keys', {filter: {keyIdFilter: {id: key.id}}})
		const at = keys?.entries.find(({id}) => id === key.id)?.at
		return at === void 0 || Number.isNaN(at) ? {} : {expiry: {at}}
	}
	const owner = isToken === void 0 ? void 0 : (userId ?? json_text((await look(userinfo))?.sub))
	if (owner === void 0) return {}
	const list = await listEntries(look, 'pats', {filter: {userIdFilter: {id: owner}}})
	const ahead = (list?.isAll === true ? list.entries : []).map(({at}) => at).filter(at => at > session.now())
	if (ahead.length === 0) return {userId: owner}
	return {userId: owner, expiry: {at: Math.min(...ahead), earliestOf: ahead.length > 1 ? ahead.length : void 0}}
}
function expiryWarning(credential, expiry, {days, now}) {
	const {token, expiresAt} = credential
	if (token !== void 0 && expiresAt !== void 0)
		return `'personal-access-token' contains an access token, not a personal access token. It expires on ${toTheSecond(expiresAt)}, in ${inWords(expiresAt - now)}. ${storeOther}`
	if (expiry === void 0 || expiry.at > now + days * dayMs) return
	const {at, earliestOf} = expiry
	const several = earliestOf === void 0 ? '' : ` (the earliest of the account's ${earliestOf} personal access tokens)`
	return `${token === void 0 ? 'The key' : 'The personal access token'} expires on ${toTheSecond(at)}, in ${inWords(at - now)}${several}. Create a new one in ZITADEL and store it before that day.`
}

// src/explain/administrator-roles.ts
const mostNamed = 3
const roleName = /^[A-Z][A-Z0-9_]{0,59}$/
const withoutRead = /^(ORG_PROJECT_CREATOR|ORG_USER_SELF_MANAGER|SELF_MANAGEMENT_GLOBAL|\w+_IMPERSONATOR)$/
const mayRead = roles => roles.some(role => !withoutRead.test(role))
function rolesOf({roles}) {
	return [roles].flat().filter(role => typeof role === 'string')
}
function administrator_roles_missingRoles(missing, all, session) {
	const names = missing.map(quote).join(', ')
	const [where, or] = session.orgId === void 0 ? ['', ''] : [` ${session.orgId}`, " or 'org-id'"]
	return withRoles(
		new ActionError(
			'verification',
			'missing-role',
			`The check of the administrator roles failed: the account does not have ${names}.`,
			`Grant the account ${names} (organization${where} \u2192 Administrators, formerly Managers; for IAM roles: instance \u2192 Administrators), or correct 'required-roles'${or}.`
		),
		all,
		{helps: roles => missing.every(role => roles.includes(role)), session}
	)
}
function withRoles({failure, topic, message, fix}, all, {helps, session: {orgId, log}}) {
	const shown = []
	const helpful = []
	let named = 0
	let others = 0
	for (const entry of all) {
		const roles = rolesOf(entry)
		const {id, name} = record(entry.organization)
		const words = roles.filter(role => roleName.test(role)).join(', ') || 'other roles'
		if (entry.instance === true) shown.push(`${words} for the whole instance`)
		else if (typeof id === 'string' && isPlainId(id) && (orgId === void 0 ? named < mostNamed : id === orgId)) {
			named += 1
			shown.push(`${words} in ${quote(log.clean(json_text(name) ?? ''))} (${id})`)
			if (orgId === void 0 && helps(roles)) helpful.push(id)
		} else others += 1
	}
	if (others > 0) shown.push(`roles in ${others} other ${others === 1 ? 'organization or project' : 'organizations or projects'}`)
	const has = shown.length === 0 ? 'no administrator role at all' : `these administrator roles: ${shown.join('; ')}`
	const way = helpful.length === 0 ? '' : `Set 'org-id' to the organization to verify (${helpful.join(' or ')}). For the account's own organization: `
	return new ActionError(failure, topic, `${message}\nThe account has ${has}.`, way + fix)
}

// src/explain/check.ts
async function recoverCheck(response, send, check) {
	const {what, session} = check
	const nextChange = async ({response: {status}, refusal}, change) =>
		status === 401 && refusal?.topic !== 'changed-request' && session.credential.token === void 0
			? await waitOnce(change, 'The token got status 401, but the server may not know a new token yet.', session)
			: void 0
	const explain = async rejection =>
		isGone(rejection) && what !== 'the check of userinfo'
			? new ActionError(
					'config',
					'missing-api',
					`${rejectedMessage(what, rejection)}\nThis ZITADEL has no API for it that this action knows.`,
					`Update this action, or ZITADEL if its version is below 4, or use 'verify: userinfo' without 'required-roles'. If ${session.origin} is not the instance, correct 'domain'.`
				)
			: await checkError(rejection, check)
	return await recover(response, {what, send, nextChange, explain}, session)
}
async function recoverOwnToken(response, send, check) {
	const {what, session} = check
	const nextChange = async ({response: latest, error}, change) => {
		if (error.id === 'DOMAIN-dv3t5' && change.offset === void 0) return {...change, offset: believed(clockOffset(latest, session.now()))}
		return latest.status === 401 ? await waitOnce(change, 'The API does not accept the token yet.', session) : void 0
	}
	const explain = async rejection => {
		const {status} = rejection.response
		const {refusal} = rejection
		if (refusal?.topic === 'no-instance' || (status === 401 && refusal !== void 0) || ![401, 403, 404, 501].includes(status)) return await checkError(rejection, check)
		const [failure, meaning] = status > 403 ? ['config', "The server does not have the API for 'token-lifetime-minutes'."] : ['verification', 'The account may not create a token for itself.']
		return new ActionError(
			failure,
			'token-lifetime-not-supported',
			`${rejectedMessage(what, rejection)}\n${meaning}`,
			`Remove 'token-lifetime-minutes', or update ZITADEL if its version is below 4. On ZITADEL 4, configure the proxy in front of ${session.origin} to pass POST /v2/users/.`
		)
	}
	return await recover(response, {what, send, nextChange, explain}, session)
}
async function checkError(rejection, {what, token, session}) {
	const error = failureOf(rejection, what, session)
	const {failure, topic} = error
	const look = createLook(token.value, session)
	if (topic === 'no-role') {
		const userId = knownUserId(token, session) ?? json_text((await look(userinfo))?.sub)
		const roles = userId && (await listAdministrators(look, userId))
		return roles ? withRoles(error, roles, {helps: mayRead, session}) : error
	}
	if (!(topic === 'invalid-token' && claimOf(token.value, 'iss')?.startsWith('https:') === true) || session.credential.token !== void 0 || (await look(userinfo)) === void 0) return error
	const message = `${rejectedMessage(what, rejection)}\nThe token is valid (userinfo accepts it). The API probably rejects it because it is a JWT of an https issuer, but the instance's ExternalSecure is false.`
	return new ActionError(failure, 'external-secure', message, 'Set ExternalSecure to true in the configuration of the instance, or set the access token type of the service account to Bearer.')
}
function knownUserId({idToken, userId, value}, {credential}) {
	return credential.userId ?? claimOf(idToken ?? value, 'sub') ?? userId
}
function claimOf(jwt, name) {
	return json_text(decodeJwt(jwt)?.claims[name])
}

// src/zitadel/own-token.ts
const what = 'the request for a personal access token'
const toleranceMs = 6e4
async function createOwnToken(made, {lifetimeMs, save}, session) {
	const {issued} = made
	const {connection, log, now, origin} = session
	let creation = {userId: ownUserId(issued, session), dates: []}
	let [sentAt, date] = [0, '']
	let offset = believed(issued.clockOffset ?? 0)
	const build = () => {
		sentAt = now()
		date = uniqueDate(sentAt + offset + lifetimeMs)
		const next = {...creation, dates: [...creation.dates, `${date}?`]}
		save({...made, creation: next})
		made.creation = creation = next
		return postJson(`/v2/users/${encodeURIComponent(creation.userId)}/pats`, {expirationDate: date}, bearer(issued.value))
	}
	const answered = (tokenId = creation.tokenId) => {
		const dates = creation.dates.map(one => (one === `${date}?` ? date : one))
		made.creation = creation = {...creation, dates, tokenId}
	}
	const judgeCreation = response => {
		if (isApiError(response)) answered()
		return judge(response)
	}
	const send = change => {
		offset = change.offset ?? offset
		return connection.send(build, {what, judge: judgeCreation})
	}
	for (let isSecond = false; ; isSecond = true) {
		let response = await send({})
		if (response.status !== 200) response = await recoverOwnToken(response, send, {what, token: issued, session})
		const fields = parseObject(response.body)
		const [value = '', tokenId = ''] = ['token', 'tokenId'].map(name => json_text(fields?.[name]))
		log.mask(value)
		const createdAt = parseDate(fields?.creationDate)
		if (!tokenPattern.test(value) || !isId(tokenId) || !Number.isFinite(createdAt)) throw unexpected(what, 'its "token", its "tokenId" or its "creationDate" is not valid', origin)
		answered(tokenId)
		const actualMs = Date.parse(date) - createdAt
		if (Math.abs(actualMs - lifetimeMs) <= toleranceMs) {
			const [expiresIn, expiresAt] = [lifetimeMs / 1e3, sentAt + lifetimeMs]
			return {...issued, value, expiresIn, expiresAt, userId: creation.userId}
		}
		const entry = {userId: creation.userId, id: tokenId}
		const failed = isSecond ? {reason: ''} : await deleteToken(entry, issued.value, session)
		if (failed !== void 0) {
			const message = `${sentence(what)} returned a token that is valid for ${inWords(actualMs)} instead of ${inWords(lifetimeMs)}. ${failed.reason}`
			const fix = 'Synchronize the clocks of this runner and the server (NTP), and check what sets the Date header in front of the instance.'
			throw new ActionError('server', 'token-lifetime', message.trim(), fix)
		}
		log.info('The clock of the server differs from its Date header, so the token is created again by its clock.')
		offset = createdAt - now()
	}
}
function ownUserId({idToken = ''}, {credential, issuer, origin, log}) {
	if (credential.userId !== void 0) return credential.userId
	log.mask(idToken)
	const {iss, sub} = decodeJwt(idToken)?.claims ?? {}
	const isOurs = iss === issuer || iss === withDefaultPort(issuer)
	if (isOurs && typeof sub === 'string' && isId(sub) && !sub.includes('..')) return sub
	const other = isOurs || typeof iss !== 'string' ? 'has no user ID' : `is from ${quote(log.clean(iss))}, not ${issuer}`
	throw unexpected(tokenRequest, `its "id_token" ${other}`, origin)
}
function uniqueDate(time) {
	const digits = `${Math.random().toFixed(5).slice(2)}${1 + Math.floor(Math.random() * 9)}`
	return toTheSecond(time).replace('Z', `.${digits}Z`)
}

// src/zitadel/ask.ts
async function ask(request, check, otherwise) {
	const {token, session, what} = check
	const headers = {...bearer(token.value), ...request.headers}
	const options = {what, judge}
	const send = () => session.connection.send(() => ({...request, headers}), options)
	const first = await send()
	const isOk = first.status === 200
	if (!isOk && otherwise !== void 0 && isGone(readRejection(first, session.log))) return await otherwise()
	const response = isOk ? first : await recoverCheck(first, send, check)
	const fields = parseObject(response.body)
	if (fields === void 0) throw unexpected(what, notZitadel(response, session.log), session.origin)
	return fields
}
async function askForRoles(check) {
	const userId = knownUserId(check.token, check.session) ?? json_text((await ask(userinfo, check)).sub)
	const roles = userId && (await listAdministrators(request => ask(request, check), userId))
	if (roles) return roles
	throw unexpected(check.what, `its ${userId === void 0 ? '"sub"' : '"pagination"'} is missing`, check.session.origin)
}
async function askForOrganization(check) {
	const {what, session} = check
	const post = (path, body) => ask(postJson(`/v2/organizations/${path}`, body), check)
	const [own] = session.orgId === void 0 ? await askForRoles(check) : []
	const id = session.orgId ?? json_text(record(own?.user).organizationId)
	const refuse = async (errorId, words) => await checkError(rejectionOf(errorId, words), check)
	if (id === void 0) throw await refuse('AUTH-5mWD2', 'the account has no administrator role')
	const {domains, pagination} = await post(`${encodeURIComponent(id)}/domains/search`, {})
	const {details, result} = await post('_search', {queries: [{idQuery: {id}}]})
	if ((domains ?? pagination) === void 0 || details === void 0) throw unexpected(what, 'its "pagination" or its "details" is missing', session.origin)
	if ([domains ?? []].flat().length === 0) {
		const exists = session.orgId === void 0 || Number(record(details).totalResult ?? 0) > 0
		throw await refuse(exists ? 'AUTH-5mWD2' : 'AUTH-Bs7Ds', 'status 200 without the domains of the organization')
	}
	return {org: [result ?? []].flat().find(organization => record(organization).id === id) ?? {id}}
}

// src/zitadel/verification.ts
async function verifyToken({verify, requiredRoles}, token, session) {
	const verified = await checks[verify](token, session)
	if (requiredRoles.length === 0) return verified
	const {words, userId = token.userId} = verified
	const roles = await checkRoles(requiredRoles, {...token, userId}, session)
	return {...verified, words: words === void 0 ? roles : `${words}; ${roles}`}
}
const checks = {
	none: async () => ({}),
	async userinfo(token, session) {
		const what = 'the check of userinfo'
		const claims = await ask(userinfo, {what, token, session})
		const field = claim => session.log.field(claims[claim])
		const userId = field('sub')
		if (userId === void 0) throw unexpected(what, 'its "sub" is missing', session.origin)
		const [id, name, domain] = ['id', 'name', 'primary_domain'].map(part => field(`urn:zitadel:iam:user:resourceowner:${part}`))
		return {words: 'the token is valid (userinfo)', userId, claims, organization: {id, name, domain}}
	},
	async org(token, session) {
		const {log, orgId, origin} = session
		const check = {what: 'the check of the organization', token, session}
		const headers = orgId === void 0 ? {} : {'x-zitadel-orgid': orgId}
		let api = 'orgs/me'
		const org = record(
			(
				await ask({method: 'GET', path: '/management/v1/orgs/me', headers}, check, () => {
					api = 'API v2'
					return askForOrganization(check)
				})
			).org
		)
		const id = json_text(org.id)
		if (id === void 0) throw unexpected(check.what, 'its "org" has no "id"', origin)
		const refused = (topic, found, fix) => new ActionError('verification', topic, `${named} ${found}.`, fix)
		const named = `Organization ${quote(log.clean(json_text(org.name) ?? 'without a name'))} (ID ${quote(log.clean(id))})`
		if (orgId !== void 0 && orgId !== id) {
			const fix = `Correct 'org-id', or check that nothing in front of ${origin} removes the header x-zitadel-orgid.`
			throw refused('other-organization', `was returned instead of ${quote(orgId)} ('org-id')`, fix)
		}
		const state = org.state
		if (state !== 'ORG_STATE_ACTIVE' && state !== 'ORGANIZATION_STATE_ACTIVE')
			throw refused(
				'inactive-organization',
				`is not active: its state is ${typeof state === 'string' ? quote(log.clean(state)) : 'missing, as for a removed one'}`,
				'Reactivate the organization in ZITADEL, or use another one.'
			)
		const [name, domain] = [log.field(org.name), log.field(org.primaryDomain)]
		const organization = {id: id === orgId ? id : (log.field(id) ?? id), name, domain}
		return {words: `the account may read the organization (${api})`, organization}
	}
}
async function checkRoles(required, token, session) {
	const all = await askForRoles({what: 'the check of the administrator roles', token, session})
	const counting = all.filter(({instance, organization, user}) => {
		const {id} = record(organization)
		return instance === true || (id !== void 0 && id === (session.orgId ?? record(user).organizationId))
	})
	const held = new Set(counting.flatMap(rolesOf))
	const missing = required.filter(role => !held.has(role))
	if (missing.length > 0) throw administrator_roles_missingRoles(missing, all, session)
	return `the account has the required roles ${required.join(', ')}`
}

// src/run.ts
async function run(deps, report) {
	const {core, log, env, now} = deps
	const inputs = readInputs(core, log)
	report.jobSummary = inputs.ifValid('job-summary')
	requireCommandFile(env, 'GITHUB_OUTPUT')
	const config = readConfig(inputs, deps, report)
	const {credential} = config
	if (config.revoke) requireCommandFile(env, 'GITHUB_STATE')
	report.credentialExpiry = knownExpiry(credential)
	setOutputs(core, 'known', {report, now})
	refuseExpired(credential, now())
	const session = openSession(config, deps)
	log.info(announce(config))
	reportRoute(config.connection, session.connection, report, log)
	const issued = await obtainToken(session)
	const made = {issued}
	const save = all => state_saveState(core, all, session)
	const {lifetimeMs, revoke} = config
	try {
		if (lifetimeMs !== void 0) made.own = await createOwnToken(made, {lifetimeMs, save}, session)
		const token = made.own ?? issued
		if (revoke) save(made)
		report.tokenExpiresAt = token.expiresAt
		if (revoke) report.afterJob = made.own === void 0 ? 'revoked' : 'deleted'
		const discarded = made.own && discard(made, config, cleanUpOf(session))
		const [verified] = await Promise.all([verifyToken(config, token, session), discarded])
		report.verified = verified.words
		report.unchecked = config.verify === 'none' && credential.token !== void 0
		const warnings = made.own === void 0 ? claimWarnings(token.value, verified.claims, session) : []
		for (const warning of warnings) log.warning(...warning)
		report.organization = verified.organization
		report.userId = credential.userId ?? token.userId ?? verified.userId
		report.keyId = credential.key?.id
		if (config.verify !== 'none' && report.credentialExpiry === void 0) {
			const found = await findExpiry(token.value, report.userId, session)
			report.credentialExpiry = found.expiry
			report.userId ??= log.field(found.userId)
			setOutputs(core, 'known', {report, now})
		}
		leaveOutInvalidIds(report, [config.orgId, ...(credential.assertion === void 0 ? [credential.userId, credential.key?.id] : [])], log)
		const expiring = expiryWarning(credential, report.credentialExpiry, {days: config.expiryWarningDays, now: now()})
		const lines = reportLines(report, now())
		setOutputs(core, 'success', {report, token, now})
		if (expiring !== void 0) log.warning('expiring-credential', expiring)
		reportSuccess(lines, report, deps)
	} catch (error) {
		if (revoke && (await withdraw(made, config, session))) clearState(core)
		throw error
	}
}
function announce({issuer, credential}) {
	return credential.token !== void 0 ? `Using the personal access token for ${issuer}. No other token is requested.` : `Requesting an access token from ${issuer} (${credential.label}).`
}

// src/main.ts
'isPostStep' in globalThis ? post() : main()
async function main() {
	process.exitCode = 1
	const report = {}
	const deps = createDeps(report)
	try {
		requireNode()
		await run(deps, report)
		process.exitCode = 0
	} catch (error) {
		reportFailure(error, report, deps)
	}
	exit()
}
async function post() {
	const report = {}
	await revoke(createDeps(report), report)
	exit()
}
function requireNode() {
	if (Number.parseInt(process.versions.node, 10) >= 24) return
	throw configError(
		'node-too-old',
		`This action requires Node 24, but the runner started it with Node ${process.versions.node} (${process.arch}).`,
		process.arch === 'arm'
			? 'Use a 64-bit runner: Node 24 does not exist for 32-bit ARM.'
			: 'Update the GitHub runner to 2.327.1 or later. In act, Forgejo or Gitea, use an image with Node 24, or run actions/setup-node with node-version 24 in an earlier step.'
	)
}
