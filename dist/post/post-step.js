'use strict';
var __webpack_modules__ = {
	770: (module, __unused_webpack_exports, __nccwpck_require__) => {
		module.exports = __nccwpck_require__(218);
	},
	218: (__unused_webpack_module, exports, __nccwpck_require__) => {
		'use strict';
		var tls = __nccwpck_require__(756);
		var http = __nccwpck_require__(611);
		var https = __nccwpck_require__(692);
		var events = __nccwpck_require__(434);
		var util = __nccwpck_require__(23);
		exports.httpOverHttp = httpOverHttp;
		exports.httpsOverHttp = httpsOverHttp;
		exports.httpOverHttps = httpOverHttps;
		exports.httpsOverHttps = httpsOverHttps;
		function httpOverHttp(options) {
			var agent = new TunnelingAgent(options);
			agent.request = http.request;
			return agent;
		}
		function httpsOverHttp(options) {
			var agent = new TunnelingAgent(options);
			agent.request = http.request;
			agent.createSocket = createSecureSocket;
			agent.defaultPort = 443;
			return agent;
		}
		function httpOverHttps(options) {
			var agent = new TunnelingAgent(options);
			agent.request = https.request;
			return agent;
		}
		function httpsOverHttps(options) {
			var agent = new TunnelingAgent(options);
			agent.request = https.request;
			agent.createSocket = createSecureSocket;
			agent.defaultPort = 443;
			return agent;
		}
		function TunnelingAgent(options) {
			var self = this;
			self.options = options || {};
			self.proxyOptions = self.options.proxy || {};
			self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets;
			self.requests = [];
			self.sockets = [];
			self.on('free', function (socket, host, port, localAddress) {
				var options = toOptions(host, port, localAddress);
				for (var i = 0, len = self.requests.length; i < len; ++i) {
					var pending = self.requests[i];
					if (pending.host === options.host && pending.port === options.port) {
						self.requests.splice(i, 1);
						pending.request.onSocket(socket);
						return;
					}
				}
				socket.destroy();
				self.removeSocket(socket);
			});
		}
		util.inherits(TunnelingAgent, events.EventEmitter);
		TunnelingAgent.prototype.addRequest = function (req, host, port, localAddress) {
			var self = this;
			var options = mergeOptions({ request: req }, self.options, toOptions(host, port, localAddress));
			if (self.sockets.length >= this.maxSockets) {
				self.requests.push(options);
				return;
			}
			self.createSocket(options, function (socket) {
				socket.on('free', onFree);
				socket.on('close', onCloseOrRemove);
				socket.on('agentRemove', onCloseOrRemove);
				req.onSocket(socket);
				function onFree() {
					self.emit('free', socket, options);
				}
				function onCloseOrRemove(err) {
					self.removeSocket(socket);
					socket.removeListener('free', onFree);
					socket.removeListener('close', onCloseOrRemove);
					socket.removeListener('agentRemove', onCloseOrRemove);
				}
			});
		};
		TunnelingAgent.prototype.createSocket = function (options, cb) {
			var self = this;
			var placeholder = {};
			self.sockets.push(placeholder);
			var connectOptions = mergeOptions({}, self.proxyOptions, {
				method: 'CONNECT',
				path: options.host + ':' + options.port,
				agent: false,
				headers: { host: options.host + ':' + options.port },
			});
			if (options.localAddress) connectOptions.localAddress = options.localAddress;
			if (connectOptions.proxyAuth) {
				connectOptions.headers = connectOptions.headers || {};
				connectOptions.headers['Proxy-Authorization'] =
					'Basic ' + new Buffer(connectOptions.proxyAuth).toString('base64');
			}
			debug('making CONNECT request');
			var connectReq = self.request(connectOptions);
			connectReq.useChunkedEncodingByDefault = false;
			connectReq.once('response', onResponse);
			connectReq.once('upgrade', onUpgrade);
			connectReq.once('connect', onConnect);
			connectReq.once('error', onError);
			connectReq.end();
			function onResponse(res) {
				res.upgrade = true;
			}
			function onUpgrade(res, socket, head) {
				process.nextTick(function () {
					onConnect(res, socket, head);
				});
			}
			function onConnect(res, socket, head) {
				connectReq.removeAllListeners();
				socket.removeAllListeners();
				if (res.statusCode !== 200) {
					debug('tunneling socket could not be established, statusCode=%d', res.statusCode);
					socket.destroy();
					var error = new Error('tunneling socket could not be established, ' + 'statusCode=' + res.statusCode);
					error.code = 'ECONNRESET';
					options.request.emit('error', error);
					self.removeSocket(placeholder);
					return;
				}
				if (head.length > 0) {
					debug('got illegal response body from proxy');
					socket.destroy();
					error = new Error('got illegal response body from proxy');
					error.code = 'ECONNRESET';
					options.request.emit('error', error);
					self.removeSocket(placeholder);
					return;
				}
				debug('tunneling connection has established');
				self.sockets[self.sockets.indexOf(placeholder)] = socket;
				return cb(socket);
			}
			function onError(cause) {
				connectReq.removeAllListeners();
				debug('tunneling socket could not be established, cause=%s\n', cause.message, cause.stack);
				var error = new Error('tunneling socket could not be established, ' + 'cause=' + cause.message);
				error.code = 'ECONNRESET';
				options.request.emit('error', error);
				self.removeSocket(placeholder);
			}
		};
		TunnelingAgent.prototype.removeSocket = function (socket) {
			var pos = this.sockets.indexOf(socket);
			if (pos === -1) return;
			this.sockets.splice(pos, 1);
			var pending = this.requests.shift();
			if (pending)
				this.createSocket(pending, function (socket) {
					pending.request.onSocket(socket);
				});
		};
		function createSecureSocket(options, cb) {
			var self = this;
			TunnelingAgent.prototype.createSocket.call(self, options, function (socket) {
				var hostHeader = options.request.getHeader('host');
				var tlsOptions = mergeOptions({}, self.options, {
					socket: socket,
					servername: hostHeader ? hostHeader.replace(/:.*$/, '') : options.host,
				});
				var secureSocket = tls.connect(0, tlsOptions);
				self.sockets[self.sockets.indexOf(socket)] = secureSocket;
				cb(secureSocket);
			});
		}
		function toOptions(host, port, localAddress) {
			if (typeof host === 'string') return { host: host, port: port, localAddress: localAddress };
			return host;
		}
		function mergeOptions(target) {
			for (var i = 1, len = arguments.length; i < len; ++i) {
				var overrides = arguments[i];
				if (typeof overrides === 'object') {
					var keys = Object.keys(overrides);
					for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
						var k = keys[j];
						if (overrides[k] !== void 0) target[k] = overrides[k];
					}
				}
			}
			return target;
		}
		var debug;
		if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG))
			debug = function () {
				var args = Array.prototype.slice.call(arguments);
				if (typeof args[0] === 'string') args[0] = 'TUNNEL: ' + args[0];
				else args.unshift('TUNNEL:');
				console.error.apply(console, args);
			};
		else debug = function () {};
	},
	613: (module) => {
		'use strict';
		module.exports = require('assert');
	},
	434: (module) => {
		'use strict';
		module.exports = require('events');
	},
	611: (module) => {
		'use strict';
		module.exports = require('http');
	},
	692: (module) => {
		'use strict';
		module.exports = require('https');
	},
	278: (module) => {
		'use strict';
		module.exports = require('net');
	},
	756: (module) => {
		'use strict';
		module.exports = require('tls');
	},
	23: (module) => {
		'use strict';
		module.exports = require('util');
	},
};
var __webpack_module_cache__ = {};
function __nccwpck_require__(moduleId) {
	var cachedModule = __webpack_module_cache__[moduleId];
	if (cachedModule !== void 0) return cachedModule.exports;
	var module = (__webpack_module_cache__[moduleId] = { exports: {} });
	var threw = true;
	try {
		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
		threw = false;
	} finally {
		if (threw) delete __webpack_module_cache__[moduleId];
	}
	return module.exports;
}
if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + '/';
(() => {
	__nccwpck_require__.n = (module) => {
		var getter = module && module.__esModule ? () => module['default'] : () => module;
		__nccwpck_require__.d(getter, { a: getter });
		return getter;
	};
})();
(() => {
	var getProto = Object.getPrototypeOf ? (obj) => Object.getPrototypeOf(obj) : (obj) => obj.__proto__;
	var leafPrototypes;
	__nccwpck_require__.t = function (value, mode) {
		if (mode & 1) value = this(value);
		if (mode & 8) return value;
		if (typeof value === 'object' && value) {
			if (mode & 4 && value.__esModule) return value;
			if (mode & 16 && typeof value.then === 'function') return value;
		}
		var ns = Object.create(null);
		__nccwpck_require__.r(ns);
		var def = {};
		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
		for (
			var current = mode & 2 && value;
			typeof current == 'object' && !~leafPrototypes.indexOf(current);
			current = getProto(current)
		)
			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => value[key]));
		def['default'] = () => value;
		__nccwpck_require__.d(ns, def);
		return ns;
	};
})();
(() => {
	__nccwpck_require__.d = (exports, definition) => {
		for (var key in definition)
			if (__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key))
				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
	};
})();
(() => {
	__nccwpck_require__.o = (obj, prop) => Object.prototype.hasOwnProperty.call(obj, prop);
})();
(() => {
	__nccwpck_require__.r = (exports) => {
		if (typeof Symbol !== 'undefined' && Symbol.toStringTag)
			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
		Object.defineProperty(exports, '__esModule', { value: true });
	};
})();
var __webpack_exports__ = {}; // CONCATENATED MODULE: external "os"
const external_os_namespaceObject = require('os'); // CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
function utils_toCommandValue(input) {
	if (input === null || input === void 0) return '';
	else if (typeof input === 'string' || input instanceof String) return input;
	return JSON.stringify(input);
}
function utils_toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn,
	};
} // CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js
function command_issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
const CMD_STRING = '::';
class Command {
	constructor(command, properties, message) {
		if (!command) command = 'missing.command';
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += ' ';
			let first = true;
			for (const key in this.properties)
				if (this.properties.hasOwnProperty(key)) {
					const val = this.properties[key];
					if (val) {
						if (first) first = false;
						else cmdStr += ',';
						cmdStr += `${key}=${escapeProperty(val)}`;
					}
				}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
}
function escapeData(s) {
	return utils_toCommandValue(s).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
function escapeProperty(s) {
	return utils_toCommandValue(s)
		.replace(/%/g, '%25')
		.replace(/\r/g, '%0D')
		.replace(/\n/g, '%0A')
		.replace(/:/g, '%3A')
		.replace(/,/g, '%2C');
} // CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = require('crypto'); // CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = require('fs'); // CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
function file_command_issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!external_fs_namespaceObject.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	external_fs_namespaceObject.appendFileSync(
		filePath,
		`${utils_toCommandValue(message)}${external_os_namespaceObject.EOL}`,
		{ encoding: 'utf8' },
	);
}
function file_command_prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
	const convertedValue = utils_toCommandValue(value);
	if (key.includes(delimiter))
		throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter))
		throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${external_os_namespaceObject.EOL}${convertedValue}${external_os_namespaceObject.EOL}${delimiter}`;
}
var external_http_ = __nccwpck_require__(611);
var external_http_namespaceObject = __nccwpck_require__.t(external_http_, 2);
var external_https_ = __nccwpck_require__(692);
var external_https_namespaceObject = __nccwpck_require__.t(external_https_, 2); // CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
	const usingSsl = reqUrl.protocol === 'https:';
	if (checkBypass(reqUrl)) return;
	const proxyVar = (() => {
		if (usingSsl) return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
		else return process.env['http_proxy'] || process.env['HTTP_PROXY'];
	})();
	if (proxyVar)
		try {
			return new DecodedURL(proxyVar);
		} catch (_a) {
			if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
				return new DecodedURL(`http://${proxyVar}`);
		}
	else return;
}
function checkBypass(reqUrl) {
	if (!reqUrl.hostname) return false;
	const reqHost = reqUrl.hostname;
	if (isLoopbackAddress(reqHost)) return true;
	const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
	if (!noProxy) return false;
	let reqPort;
	if (reqUrl.port) reqPort = Number(reqUrl.port);
	else if (reqUrl.protocol === 'http:') reqPort = 80;
	else if (reqUrl.protocol === 'https:') reqPort = 443;
	const upperReqHosts = [reqUrl.hostname.toUpperCase()];
	if (typeof reqPort === 'number') upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
	for (const upperNoProxyItem of noProxy
		.split(',')
		.map((x) => x.trim().toUpperCase())
		.filter((x) => x))
		if (
			upperNoProxyItem === '*' ||
			upperReqHosts.some(
				(x) =>
					x === upperNoProxyItem ||
					x.endsWith(`.${upperNoProxyItem}`) ||
					(upperNoProxyItem.startsWith('.') && x.endsWith(`${upperNoProxyItem}`)),
			)
		)
			return true;
	return false;
}
function isLoopbackAddress(host) {
	const hostLower = host.toLowerCase();
	return (
		hostLower === 'localhost' ||
		hostLower.startsWith('127.') ||
		hostLower.startsWith('[::1]') ||
		hostLower.startsWith('[0:0:0:0:0:0:0:1]')
	);
}
class DecodedURL extends URL {
	constructor(url, base) {
		super(url, base);
		this._decodedUsername = decodeURIComponent(super.username);
		this._decodedPassword = decodeURIComponent(super.password);
	}
	get username() {
		return this._decodedUsername;
	}
	get password() {
		return this._decodedPassword;
	}
}
var tunnel = __nccwpck_require__(770); // CONCATENATED MODULE: ./build/scripts/stubs/undici.js
// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/index.js
var __awaiter =
	(void 0 && (void 0).__awaiter) ||
	function (thisArg, _arguments, P, generator) {
		function adopt(value) {
			return value instanceof P
				? value
				: new P(function (resolve) {
						resolve(value);
					});
		}
		return new (P || (P = Promise))(function (resolve, reject) {
			function fulfilled(value) {
				try {
					step(generator.next(value));
				} catch (e) {
					reject(e);
				}
			}
			function rejected(value) {
				try {
					step(generator['throw'](value));
				} catch (e) {
					reject(e);
				}
			}
			function step(result) {
				result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
			}
			step((generator = generator.apply(thisArg, _arguments || [])).next());
		});
	};
var HttpCodes;
(function (HttpCodes) {
	HttpCodes[(HttpCodes['OK'] = 200)] = 'OK';
	HttpCodes[(HttpCodes['MultipleChoices'] = 300)] = 'MultipleChoices';
	HttpCodes[(HttpCodes['MovedPermanently'] = 301)] = 'MovedPermanently';
	HttpCodes[(HttpCodes['ResourceMoved'] = 302)] = 'ResourceMoved';
	HttpCodes[(HttpCodes['SeeOther'] = 303)] = 'SeeOther';
	HttpCodes[(HttpCodes['NotModified'] = 304)] = 'NotModified';
	HttpCodes[(HttpCodes['UseProxy'] = 305)] = 'UseProxy';
	HttpCodes[(HttpCodes['SwitchProxy'] = 306)] = 'SwitchProxy';
	HttpCodes[(HttpCodes['TemporaryRedirect'] = 307)] = 'TemporaryRedirect';
	HttpCodes[(HttpCodes['PermanentRedirect'] = 308)] = 'PermanentRedirect';
	HttpCodes[(HttpCodes['BadRequest'] = 400)] = 'BadRequest';
	HttpCodes[(HttpCodes['Unauthorized'] = 401)] = 'Unauthorized';
	HttpCodes[(HttpCodes['PaymentRequired'] = 402)] = 'PaymentRequired';
	HttpCodes[(HttpCodes['Forbidden'] = 403)] = 'Forbidden';
	HttpCodes[(HttpCodes['NotFound'] = 404)] = 'NotFound';
	HttpCodes[(HttpCodes['MethodNotAllowed'] = 405)] = 'MethodNotAllowed';
	HttpCodes[(HttpCodes['NotAcceptable'] = 406)] = 'NotAcceptable';
	HttpCodes[(HttpCodes['ProxyAuthenticationRequired'] = 407)] = 'ProxyAuthenticationRequired';
	HttpCodes[(HttpCodes['RequestTimeout'] = 408)] = 'RequestTimeout';
	HttpCodes[(HttpCodes['Conflict'] = 409)] = 'Conflict';
	HttpCodes[(HttpCodes['Gone'] = 410)] = 'Gone';
	HttpCodes[(HttpCodes['TooManyRequests'] = 429)] = 'TooManyRequests';
	HttpCodes[(HttpCodes['InternalServerError'] = 500)] = 'InternalServerError';
	HttpCodes[(HttpCodes['NotImplemented'] = 501)] = 'NotImplemented';
	HttpCodes[(HttpCodes['BadGateway'] = 502)] = 'BadGateway';
	HttpCodes[(HttpCodes['ServiceUnavailable'] = 503)] = 'ServiceUnavailable';
	HttpCodes[(HttpCodes['GatewayTimeout'] = 504)] = 'GatewayTimeout';
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function (Headers) {
	Headers['Accept'] = 'accept';
	Headers['ContentType'] = 'content-type';
})(Headers || (Headers = {}));
var MediaTypes;
(function (MediaTypes) {
	MediaTypes['ApplicationJson'] = 'application/json';
})(MediaTypes || (MediaTypes = {}));
const HttpRedirectCodes = [
	HttpCodes.MovedPermanently,
	HttpCodes.ResourceMoved,
	HttpCodes.SeeOther,
	HttpCodes.TemporaryRedirect,
	HttpCodes.PermanentRedirect,
];
const HttpResponseRetryCodes = [HttpCodes.BadGateway, HttpCodes.ServiceUnavailable, HttpCodes.GatewayTimeout];
const RetryableHttpVerbs = ['OPTIONS', 'GET', 'DELETE', 'HEAD'];
const ExponentialBackoffCeiling = 10;
const ExponentialBackoffTimeSlice = 5;
Error;
class HttpClientResponse {
	constructor(message) {
		this.message = message;
	}
	readBody() {
		return __awaiter(this, void 0, void 0, function* () {
			return new Promise((resolve) =>
				__awaiter(this, void 0, void 0, function* () {
					let output = Buffer.alloc(0);
					this.message.on('data', (chunk) => {
						output = Buffer.concat([output, chunk]);
					});
					this.message.on('end', () => {
						resolve(output.toString());
					});
				}),
			);
		});
	}
}
class lib_HttpClient {
	constructor(userAgent, handlers, requestOptions) {
		this._ignoreSslError = false;
		this._allowRedirects = true;
		this._allowRedirectDowngrade = false;
		this._maxRedirects = 50;
		this._allowRetries = false;
		this._maxRetries = 1;
		this._keepAlive = false;
		this._disposed = false;
		this.userAgent = this._getUserAgentWithOrchestrationId(userAgent);
		this.handlers = handlers || [];
		this.requestOptions = requestOptions;
		if (requestOptions) {
			if (requestOptions.ignoreSslError != null) this._ignoreSslError = requestOptions.ignoreSslError;
			this._socketTimeout = requestOptions.socketTimeout;
			if (requestOptions.allowRedirects != null) this._allowRedirects = requestOptions.allowRedirects;
			if (requestOptions.allowRedirectDowngrade != null)
				this._allowRedirectDowngrade = requestOptions.allowRedirectDowngrade;
			if (requestOptions.maxRedirects != null) this._maxRedirects = Math.max(requestOptions.maxRedirects, 0);
			if (requestOptions.keepAlive != null) this._keepAlive = requestOptions.keepAlive;
			if (requestOptions.allowRetries != null) this._allowRetries = requestOptions.allowRetries;
			if (requestOptions.maxRetries != null) this._maxRetries = requestOptions.maxRetries;
		}
	}
	options(requestUrl, additionalHeaders) {
		return __awaiter(this, void 0, void 0, function* () {
			return this.request('OPTIONS', requestUrl, null, additionalHeaders || {});
		});
	}
	get(requestUrl, additionalHeaders) {
		return __awaiter(this, void 0, void 0, function* () {
			return this.request('GET', requestUrl, null, additionalHeaders || {});
		});
	}
	request(verb, requestUrl, data, headers) {
		return __awaiter(this, void 0, void 0, function* () {
			if (this._disposed) throw new Error('Client has already been disposed.');
			const parsedUrl = new URL(requestUrl);
			let info = this._prepareRequest(verb, parsedUrl, headers);
			const maxTries = this._allowRetries && RetryableHttpVerbs.includes(verb) ? this._maxRetries + 1 : 1;
			let numTries = 0;
			let response;
			do {
				response = yield this.requestRaw(info, data);
				if (response && response.message && response.message.statusCode === HttpCodes.Unauthorized) {
					let authenticationHandler;
					for (const handler of this.handlers)
						if (handler.canHandleAuthentication(response)) {
							authenticationHandler = handler;
							break;
						}
					if (authenticationHandler) return authenticationHandler.handleAuthentication(this, info, data);
					else return response;
				}
				let redirectsRemaining = this._maxRedirects;
				while (
					response.message.statusCode &&
					HttpRedirectCodes.includes(response.message.statusCode) &&
					this._allowRedirects &&
					redirectsRemaining > 0
				) {
					const redirectUrl = response.message.headers['location'];
					if (!redirectUrl) break;
					const parsedRedirectUrl = new URL(redirectUrl);
					if (
						parsedUrl.protocol === 'https:' &&
						parsedUrl.protocol !== parsedRedirectUrl.protocol &&
						!this._allowRedirectDowngrade
					)
						throw new Error(
							'Redirect from HTTPS to HTTP protocol. This downgrade is not allowed for security reasons. If you want to allow this behavior, set the allowRedirectDowngrade option to true.',
						);
					yield response.readBody();
					if (parsedRedirectUrl.hostname !== parsedUrl.hostname)
						for (const header in headers) if (header.toLowerCase() === 'authorization') delete headers[header];
					info = this._prepareRequest(verb, parsedRedirectUrl, headers);
					response = yield this.requestRaw(info, data);
					redirectsRemaining--;
				}
				if (!response.message.statusCode || !HttpResponseRetryCodes.includes(response.message.statusCode))
					return response;
				numTries += 1;
				if (numTries < maxTries) {
					yield response.readBody();
					yield this._performExponentialBackoff(numTries);
				}
			} while (numTries < maxTries);
			return response;
		});
	}
	requestRaw(info, data) {
		return __awaiter(this, void 0, void 0, function* () {
			return new Promise((resolve, reject) => {
				function callbackForResult(err, res) {
					if (err) reject(err);
					else if (!res) reject(new Error('Unknown error'));
					else resolve(res);
				}
				this.requestRawWithCallback(info, data, callbackForResult);
			});
		});
	}
	requestRawWithCallback(info, data, onResult) {
		if (typeof data === 'string') {
			if (!info.options.headers) info.options.headers = {};
			info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8');
		}
		let callbackCalled = false;
		function handleResult(err, res) {
			if (!callbackCalled) {
				callbackCalled = true;
				onResult(err, res);
			}
		}
		const req = info.httpModule.request(info.options, (msg) => {
			const res = new HttpClientResponse(msg);
			handleResult(void 0, res);
		});
		let socket;
		req.on('socket', (sock) => {
			socket = sock;
		});
		req.setTimeout(this._socketTimeout || 3 * 6e4, () => {
			if (socket) socket.end();
			handleResult(new Error(`Request timeout: ${info.options.path}`));
		});
		req.on('error', function (err) {
			handleResult(err);
		});
		if (data && typeof data === 'string') req.write(data, 'utf8');
		if (data && typeof data !== 'string') {
			data.on('close', function () {
				req.end();
			});
			data.pipe(req);
		} else req.end();
	}
	getAgent(serverUrl) {
		const parsedUrl = new URL(serverUrl);
		return this._getAgent(parsedUrl);
	}
	_prepareRequest(method, requestUrl, headers) {
		const info = {};
		info.parsedUrl = requestUrl;
		const usingSsl = info.parsedUrl.protocol === 'https:';
		info.httpModule = usingSsl ? external_https_namespaceObject : external_http_namespaceObject;
		const defaultPort = usingSsl ? 443 : 80;
		info.options = {};
		info.options.host = info.parsedUrl.hostname;
		info.options.port = info.parsedUrl.port ? parseInt(info.parsedUrl.port) : defaultPort;
		info.options.path = (info.parsedUrl.pathname || '') + (info.parsedUrl.search || '');
		info.options.method = method;
		info.options.headers = this._mergeHeaders(headers);
		if (this.userAgent != null) info.options.headers['user-agent'] = this.userAgent;
		info.options.agent = this._getAgent(info.parsedUrl);
		if (this.handlers) for (const handler of this.handlers) handler.prepareRequest(info.options);
		return info;
	}
	_mergeHeaders(headers) {
		if (this.requestOptions && this.requestOptions.headers)
			return Object.assign({}, lowercaseKeys(this.requestOptions.headers), lowercaseKeys(headers || {}));
		return lowercaseKeys(headers || {});
	}
	_getAgent(parsedUrl) {
		let agent;
		const proxyUrl = getProxyUrl(parsedUrl);
		const useProxy = proxyUrl && proxyUrl.hostname;
		if (this._keepAlive && useProxy) agent = this._proxyAgent;
		if (!useProxy) agent = this._agent;
		if (agent) return agent;
		const usingSsl = parsedUrl.protocol === 'https:';
		let maxSockets = 100;
		if (this.requestOptions) maxSockets = this.requestOptions.maxSockets || external_http_.globalAgent.maxSockets;
		if (proxyUrl && proxyUrl.hostname) {
			const agentOptions = {
				maxSockets: maxSockets,
				keepAlive: this._keepAlive,
				proxy: Object.assign(
					Object.assign(
						{},
						(proxyUrl.username || proxyUrl.password) && { proxyAuth: `${proxyUrl.username}:${proxyUrl.password}` },
					),
					{ host: proxyUrl.hostname, port: proxyUrl.port },
				),
			};
			let tunnelAgent;
			const overHttps = proxyUrl.protocol === 'https:';
			if (usingSsl) tunnelAgent = overHttps ? tunnel.httpsOverHttps : tunnel.httpsOverHttp;
			else tunnelAgent = overHttps ? tunnel.httpOverHttps : tunnel.httpOverHttp;
			agent = tunnelAgent(agentOptions);
			this._proxyAgent = agent;
		}
		if (!agent) {
			const options = { keepAlive: this._keepAlive, maxSockets: maxSockets };
			agent = usingSsl ? new external_https_.Agent(options) : new external_http_.Agent(options);
			this._agent = agent;
		}
		if (usingSsl && this._ignoreSslError)
			agent.options = Object.assign(agent.options || {}, { rejectUnauthorized: false });
		return agent;
	}
	_getUserAgentWithOrchestrationId(userAgent) {
		const baseUserAgent = userAgent || 'actions/http-client';
		const orchId = process.env['ACTIONS_ORCHESTRATION_ID'];
		if (orchId) {
			const sanitizedId = orchId.replace(/[^a-z0-9_.-]/gi, '_');
			return `${baseUserAgent} actions_orchestration_id/${sanitizedId}`;
		}
		return baseUserAgent;
	}
	_performExponentialBackoff(retryNumber) {
		return __awaiter(this, void 0, void 0, function* () {
			retryNumber = Math.min(ExponentialBackoffCeiling, retryNumber);
			const ms = ExponentialBackoffTimeSlice * Math.pow(2, retryNumber);
			return new Promise((resolve) => setTimeout(() => resolve(), ms));
		});
	}
}
const lowercaseKeys = (obj) => Object.keys(obj).reduce((c, k) => ((c[k.toLowerCase()] = obj[k]), c), {}); // CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/auth.js
void 0 && (void 0).__awaiter; // CONCATENATED MODULE: ./node_modules/@actions/core/lib/oidc-utils.js
void 0 && (void 0).__awaiter; // CONCATENATED MODULE: ./node_modules/@actions/core/lib/summary.js
void 0 && (void 0).__awaiter; // CONCATENATED MODULE: ./node_modules/@actions/core/lib/platform.js
void 0 && (void 0).__awaiter;
external_os_namespaceObject.platform();
external_os_namespaceObject.arch(); // CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
void 0 && (void 0).__awaiter;
var ExitCode;
(function (ExitCode) {
	ExitCode[(ExitCode['Success'] = 0)] = 'Success';
	ExitCode[(ExitCode['Failure'] = 1)] = 'Failure';
})(ExitCode || (ExitCode = {}));
function core_setSecret(secret) {
	command_issueCommand('add-mask', {}, secret);
}
function getInput(name, options) {
	const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
	if (options && options.required && !val) throw new Error(`Input required and not supplied: ${name}`);
	if (options && options.trimWhitespace === false) return val;
	return val.trim();
}
function setOutput(name, value) {
	const filePath = process.env['GITHUB_OUTPUT'] || '';
	if (filePath) return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
	process.stdout.write(external_os_namespaceObject.EOL);
	command_issueCommand('set-output', { name: name }, utils_toCommandValue(value));
}
function error(message, properties = {}) {
	command_issueCommand(
		'error',
		utils_toCommandProperties(properties),
		message instanceof Error ? message.toString() : message,
	);
}
function warning(message, properties = {}) {
	command_issueCommand(
		'warning',
		utils_toCommandProperties(properties),
		message instanceof Error ? message.toString() : message,
	);
}
function info(message) {
	process.stdout.write(message + external_os_namespaceObject.EOL);
}
function saveState(name, value) {
	const filePath = process.env['GITHUB_STATE'] || '';
	if (filePath) return file_command_issueFileCommand('STATE', file_command_prepareKeyValueMessage(name, value));
	command_issueCommand('save-state', { name: name }, utils_toCommandValue(value));
}
function getState(name) {
	return process.env[`STATE_${name}`] || '';
} // CONCATENATED MODULE: ./build/src/util/time.js
const units = [
	{ name: 'year', ms: 365 * 864e5 },
	{ name: 'day', ms: 864e5 },
	{ name: 'hour', ms: 36e5 },
	{ name: 'minute', ms: 6e4 },
];
function inWords(ms) {
	const unit = units.find((candidate) => ms >= 1.95 * candidate.ms) ?? { name: 'second', ms: 1e3 };
	const count = Math.max(0, Math.round(ms / unit.ms));
	return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}
function formatSeconds(ms) {
	return `${ms < 9950 ? (Math.max(ms, 100) / 1e3).toFixed(1).replace(/\.0$/, '') : Math.round(ms / 1e3)} s`;
} // CONCATENATED MODULE: ./build/src/util/errors.js
class errors_ActionError extends Error {
	name = 'ActionError';
	failure;
	topic;
	fix;
	constructor(failure, topic, message, fix) {
		super(message);
		this.failure = failure;
		this.topic = topic;
		this.fix = fix;
	}
}
function errors_configError(topic, message, fix) {
	return new errors_ActionError('config', topic, message, fix);
} // CONCATENATED MODULE: ./build/src/util/text.js
const longest = 200;
function oneLine(text) {
	if (text.length <= longest && /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text) && !text.includes('##[')) return text;
	const line = text
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.replaceAll('##[', '## [')
		.trim();
	return line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}…` : line;
}
function text_quote(text) {
	return `"${oneLine(text)}"`;
}
function text_quoteHarmless(value) {
	return /^[A-Za-z0-9.-]{1,20}$/.test(value) ? `"${value}"` : `a text of length ${value.length}`;
}
function findInvisible(text) {
	if (/^[\x20-\x7e]*$/.test(text)) return;
	const found = /(?! )[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Z}\u115f\u1160\u2800\u3164\uffa0]/u.exec(text);
	const code = found?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
	return found === null ? void 0 : `the invisible character U+${code} (after ${found.index} others)`;
}
function json_text(value) {
	return typeof value === 'string' && value !== '' ? value : void 0;
}
function parseObject(json) {
	try {
		const value = JSON.parse(json);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : void 0;
	} catch {
		return;
	}
} // CONCATENATED MODULE: ./build/src/http/response.js
function parseError({ status: status, headers: headers, body: body }) {
	const fields = parseObject(body);
	if (fields === void 0)
		return headers['content-type']?.startsWith('text/plain') ? { status: status, message: body } : { status: status };
	const message = json_text(fields['message']);
	const details = Array.isArray(fields['details']) ? fields['details'] : [];
	const [detail] = details;
	const id = isRecord(detail) ? json_text(detail['id']) : void 0;
	return {
		status: status,
		error: json_text(fields['error']),
		description: json_text(fields['error_description']),
		id: id ?? /\(([A-Z]+-\w+)\)$/.exec(message ?? '')?.[1],
		message: message,
	};
}
const longestText = 65536;
const headOfPage = 4096;
function response_describeResponse(answer, log, said = parseError(answer)) {
	const oauth = [said.error, said.description].filter((part) => part !== void 0).join(': ');
	const words = oauth || (answer.status < 300 ? void 0 : said.message);
	const shown = (foreign) => text_quote(log.clean(foreign.slice(0, longestText)));
	if (words !== void 0 && words.trim() !== '') return `status ${answer.status}, ${shown(words)}`;
	if (/^\s*<(!doctype|html)/i.test(answer.body)) {
		const title = /<title[^>]*>([^<]{1,300})<\/title>/i.exec(answer.body.slice(0, headOfPage))?.[1];
		return `status ${answer.status}, an HTML page${title === void 0 ? '' : ` titled ${shown(withoutEntities(title))}`}`;
	}
	return `status ${answer.status}, ${answer.body.trim() === '' ? 'an empty body' : 'in a form that ZITADEL does not use'}`;
}
function withoutEntities(html) {
	return html.replace(/&(#?\w+);/g, (entity, name) => entities[name] ?? entity);
}
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#34': '"', '#39': "'", '#x27': "'" };
function isRecord(value) {
	return typeof value === 'object' && value !== null;
} // CONCATENATED MODULE: ./build/src/http/retry.js
const firstWaitMs = 500;
const longestWaitMs = 15e3;
const shortestAttemptMs = 1e3;
const quickAttemptMs = 250;
const retryable = new Set([408, 429, 500, 502, 503, 504]);
function isRetryable(answer) {
	return retryable.has(answer.status);
}
function retryWait(
	failed,
	{ made: made, spentMs: spentMs, leftMs: leftMs, alike: alike = { made: made, spentMs: spentMs } },
	chance,
) {
	const rule = 'status' in failed ? {} : failed.retry;
	if (rule === 'never' || alike.made >= (rule.attempts ?? Number.POSITIVE_INFINITY)) return;
	const asked = 'status' in failed ? retryAfterMs(failed, Date.now()) : 0;
	if (asked > 0) return asked + quickAttemptMs <= leftMs ? asked : void 0;
	const room = Math.min(leftMs, (rule.withinMs ?? Number.POSITIVE_INFINITY) - alike.spentMs) - shortestAttemptMs;
	return room < 0 ? void 0 : Math.min(room, chance * Math.min(longestWaitMs, firstWaitMs * 2 ** (made - 1)));
}
function retryAfterMs({ headers: headers }, now) {
	const value = headers['retry-after']?.trim() ?? '';
	const ms = /^\d+$/.test(value) ? Number(value) * 1e3 : Date.parse(value) - now;
	return Number.isFinite(ms) ? Math.max(0, ms) : 0;
} // CONCATENATED MODULE: ./build/src/http/failures.js
function refuseRedirect(response, what, { route: route, log: log }) {
	if (response.status < 300 || response.status > 399) return response;
	const location = response.headers['location'];
	const named = location === void 0 ? void 0 : URL.parse(log.clean(location), route.origin)?.origin;
	const target = named === void 0 || named === 'null' ? void 0 : oneLine(named);
	throw new errors_ActionError(
		'server',
		'redirect',
		`${sentence(what)} was answered by a redirect (status ${response.status}) to ${target ?? 'nowhere'}; it was not followed, and nothing was sent there.`,
		target === void 0 || target === route.origin
			? `Check what stands in front of the instance: a login page or a proxy that wants something else first.`
			: `If ${target} is your instance, set 'domain' to it. Otherwise check what stands in front of ${route.origin}: a login page, a proxy.`,
	);
}
function gaveUp(outcome, { what: what, attempts: attempts, limit: limit }, { route: route, log: log }) {
	const effort = attempts.made > 1 ? ` ${attempts.made} attempts in ${formatSeconds(attempts.spentMs)}.` : '';
	const message = `${sentence(what)} failed: ${describeOutcome(outcome, log)}.${effort}`;
	if ('status' in outcome) return new errors_ActionError('server', ...serverFailure(outcome, message, route));
	if (limit < shortestAttemptMs / 2 && attempts.leftMs <= 0)
		return new errors_ActionError(
			'network',
			'timeout',
			`${sentence(what)} failed: the time of 'timeout-seconds' was up before it was answered.`,
			`Raise 'timeout-seconds', and look at what took the time before.`,
		);
	return new errors_ActionError(outcome.failure ?? 'network', outcome.topic, message, outcome.fix);
}
function describeOutcome(outcome, log) {
	return 'status' in outcome ? response_describeResponse(outcome, log) : outcome.what;
}
function serverFailure(response, message, { origin: origin }) {
	const topic = response.status === 429 ? 'rate-limit' : 'server-error';
	const later = retryAfterMs(response, Date.now());
	return [topic, message, later > 0 ? comeBack(later) : serverFix(response.status, origin)];
}
function comeBack(ms) {
	return `Run the step again in ${inWords(ms)}: so long the server asks to wait, which is more than was left of 'timeout-seconds'.`;
}
function serverFix(status, origin) {
	return status === 429
		? `Run the step again later, or raise 'timeout-seconds': many jobs share one address and its limit (50 requests a second on ZITADEL Cloud).`
		: `Check that ${origin} is up (its operator's status page or logs), and run the step again; 'timeout-seconds' says how long it waits.`;
}
function sentence(what) {
	return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
} // CONCATENATED MODULE: ./build/src/http/proxy.js
function prepareProxy(origin, env, log) {
	const target = new URL(origin);
	const lower = `${target.protocol.slice(0, -1)}_proxy`;
	const name = [lower, lower.toUpperCase()].find((variable) => env[variable]);
	if (name === void 0) return;
	const given = env[name] ?? '';
	const address = (hasScheme(given) ? given : `http://${given}`).replace(/%(?![0-9a-f]{2})/gi, '%25');
	const url = URL.parse(address);
	if (url !== null && url.password !== '') {
		const [user, password] = [decode(url.username) ?? url.username, decode(url.password) ?? url.password];
		for (const form of [url.password, password, base64(`${user}:${password}`)]) log.mask(form);
	}
	if (checkBypass(target)) return;
	if (url === null || url.hostname === '')
		throw errors_configError(
			'proxy-address',
			`The environment variable ${name} is no proxy address.`,
			`Set it to http://host:port, or add the instance's host to no_proxy.`,
		);
	if (url.protocol !== 'http:' && url.protocol !== 'https:')
		throw errors_configError(
			'proxy-address',
			`The environment variable ${name} names a proxy of the kind ${url.protocol.slice(0, -1)}; only http and https proxies work.`,
			`Set it to http://host:port of an HTTP proxy, or add the instance's host to no_proxy.`,
		);
	if (decode(url.username + url.password) === void 0)
		throw errors_configError(
			'proxy-address',
			`The user name or the password in the environment variable ${name} cannot be decoded.`,
			`Write its special characters percent-encoded as UTF-8: @ as %40, % as %25.`,
		);
	env[name] = address;
	return url.origin;
}
function hasScheme(address) {
	return /^[a-z][a-z0-9+.-]*:\/\//i.test(address);
}
function base64(text) {
	return Buffer.from(text).toString('base64');
}
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return;
	}
} // CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = require('node:http');
var external_node_http_default = __nccwpck_require__.n(external_node_http_namespaceObject); // CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = require('node:https');
var external_node_https_default = __nccwpck_require__.n(external_node_https_namespaceObject); // CONCATENATED MODULE: ./build/src/util/hosts.js
function isInternal(origin) {
	const { hostname: hostname } = new URL(origin);
	return isAddress(hostname) || !hostname.includes('.') || /\.(svc|cluster\.local|internal|local|lan)$/.test(hostname);
}
function isLoopback(hostname) {
	return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
function isAddress(hostname) {
	return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
} // CONCATENATED MODULE: external "node:util/types"
const types_namespaceObject = require('node:util/types'); // CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = require('node:tls');
var external_node_tls_default = __nccwpck_require__.n(external_node_tls_namespaceObject); // CONCATENATED MODULE: ./build/src/http/tls.js
function trust(pem) {
	if (typeof external_node_tls_default().setDefaultCACertificates !== 'function')
		throw errors_configError(
			'node-too-old-for-ca',
			`The input 'ca-certificate' needs Node 24.5 or later, and this runner brings ${process.version}.`,
			`Update the runner to 2.328.0 or later, or set NODE_EXTRA_CA_CERTS to a file for the runner itself.`,
		);
	external_node_tls_default().setDefaultCACertificates([
		...external_node_tls_default().getCACertificates('default'),
		pem,
	]);
}
function alwaysCheckCertificates(log) {
	if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
	delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
	log.warning(
		`NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked. ` +
			`For a private authority give its certificate in 'ca-certificate', and remove the variable.`,
	);
}
const unknownIssuer = {
	what: (host) => `the certificate of ${host} is signed by an authority that this runner does not know`,
	fix: `Give that authority's certificate in 'ca-certificate'. A server that sends no intermediate certificate looks the same: mend it there.`,
};
function unusable(code) {
	return {
		what: (host) => `the certificate of ${host} cannot be used for a server (${code})`,
		fix: `Give the server a certificate that its authority made for a server, with a key that is strong enough.`,
	};
}
const certificateFaults = {
	DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
	SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
	UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
	CERT_UNTRUSTED: unknownIssuer,
	CERT_SIGNATURE_FAILURE: unknownIssuer,
	INVALID_CA: unknownIssuer,
	CERT_HAS_EXPIRED: {
		what: (host) => `the certificate of ${host} has expired`,
		fix: `Renew the server's certificate; if it is new, check the clock of this runner.`,
	},
	CERT_NOT_YET_VALID: {
		what: (host) => `the certificate of ${host} is not valid yet`,
		fix: `Check the clock of this runner, and the certificate's first day.`,
	},
	CERT_CHAIN_TOO_LONG: unusable('CERT_CHAIN_TOO_LONG'),
	CERT_REJECTED: unusable('CERT_REJECTED'),
	INVALID_PURPOSE: unusable('INVALID_PURPOSE'),
	PATH_LENGTH_EXCEEDED: unusable('PATH_LENGTH_EXCEEDED'),
	UNSPECIFIED: unusable('UNSPECIFIED'),
	CERT_REVOKED: { what: (host) => `the certificate of ${host} was revoked`, fix: `Give the server a new certificate.` },
	ERR_TLS_CERT_ALTNAME_INVALID: {
		what: (host) => `the certificate of the server that answers as ${host} is made for other names`,
		fix: `Check 'domain' (or 'endpoint') for a misspelling; otherwise give the server a certificate for this name.`,
	},
}; // CONCATENATED MODULE: ./build/src/http/network-error.js
function explainFault(error, stage, route) {
	const { code: code, text: text } = detailsOf(error);
	const host = new URL(route.origin).hostname;
	if (route.proxy !== void 0 && /tunneling socket|got illegal response body from proxy/.test(text))
		return proxyFault(text, route.proxy);
	const certificate = certificateFaults[code];
	if (certificate !== void 0)
		return { ...certificate, topic: 'certificate', what: certificate.what(host), retry: 'never' };
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
		return {
			what: `the name ${host} does not resolve (${code})`,
			fix: isInternal(route.origin)
				? `Check the host name; a cluster's own name resolves only inside that cluster, on a runner that runs there.`
				: `Check 'domain' for a misspelling; behind a firewall, check that the runner's DNS knows the name.`,
			topic: 'name-does-not-resolve',
			retry: { attempts: 3 },
		};
	if (code === 'ECONNREFUSED')
		return {
			what: `${new URL(route.origin).host} refused the connection (nothing listens there)`,
			fix: `Check host and port in 'domain' (or 'endpoint'), and that the instance runs.`,
			topic: 'connection-refused',
			retry: { withinMs: 15e3 },
		};
	if (code.endsWith('_ALERT_CERTIFICATE_REQUIRED'))
		return {
			what: `${new URL(route.origin).host} wants a certificate of the client (mutual TLS)`,
			fix: `This action has none to show: reach the instance by an 'endpoint' that asks for none, or let its proxy ask for none.`,
			topic: 'client-certificate',
			retry: 'never',
		};
	if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('HPE_') || code.startsWith('ERR_TLS_'))
		return {
			what: `${new URL(route.origin).host} does not speak ${new URL(route.origin).protocol === 'https:' ? 'TLS' : 'HTTP'} as expected (${code})`,
			fix: `Check scheme and port in 'domain' (or 'endpoint'): https on a port that serves plain http, or the reverse, looks like this.`,
			topic: 'no-tls',
			retry: 'never',
		};
	const broken = resets.has(code)
		? 'the connection was closed'
		: `the connection failed (${code === '' ? text_quote(text) : code})`;
	return {
		what: `${broken} while ${stage}`,
		fix: `Run the step again; if it stays, check what stands between the runner and ${host}: firewall, proxy, load balancer.`,
		topic: 'connection-closed',
		retry: {},
	};
}
function timeoutFault(stage, ms, route) {
	return {
		what: `nothing came within ${formatSeconds(ms)} while ${stage}`,
		fix:
			stage === 'asking the proxy for a connection'
				? `Check the proxy ${route.proxy}, or add the instance's host to no_proxy.`
				: `Check that the runner may reach ${route.origin} (firewall, allow list, VPN), and that the instance is up.`,
		topic: 'timeout',
		retry: {},
	};
}
function tooLargeFault({ origin: origin }) {
	return {
		what: `the answer has more than 1 MiB, which is nothing that ZITADEL sends; the rest was not read`,
		fix: `Check that ${origin} is the instance, and what stands in front of it.`,
		topic: 'unexpected-response',
		failure: 'server',
		retry: 'never',
	};
}
const resets = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
function detailsOf(error) {
	if (!(0, types_namespaceObject.isNativeError)(error)) return { code: '', text: String(error) };
	const first = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : void 0;
	const source = (0, types_namespaceObject.isNativeError)(first) ? first : error;
	return { code: 'code' in source && typeof source.code === 'string' ? source.code : '', text: source.message };
}
function proxyFault(text, proxy) {
	const status = /statusCode=(\d+)/.exec(text)?.[1];
	if (status === '407')
		return {
			what: `the proxy ${proxy} wants a user name and a password (status 407), or refuses those it got`,
			fix: `Put them into the proxy's address: https_proxy=http://user:password@host:port, with special characters percent-encoded.`,
			topic: 'proxy',
			retry: 'never',
		};
	if (status !== void 0)
		return {
			what: `the proxy ${proxy} refused the connection with status ${status}`,
			fix: `Let the proxy allow the instance's host and port, or add the host to no_proxy.`,
			topic: 'proxy',
			retry: status.startsWith('4') ? 'never' : {},
		};
	if (/certificate/i.test(text))
		return {
			what: `the certificate of the proxy ${proxy} was not accepted (${text_quote(text.replace(/^.*cause=/, ''))})`,
			fix: `Give the authority that signed it in 'ca-certificate', and write the proxy's address with the name in its certificate.`,
			topic: 'proxy',
			retry: 'never',
		};
	if (/SSL routines|EPROTO|Parse Error/.test(text))
		return {
			what: `the proxy ${proxy} does not speak ${proxy.startsWith('https:') ? 'TLS' : 'HTTP'} as expected`,
			fix: `Write https_proxy=http://host:port for a proxy that is reached without TLS, as nearly all are, and https:// for one that is reached by TLS.`,
			topic: 'proxy',
			retry: 'never',
		};
	return {
		what: `the proxy ${proxy} could not be reached or broke the connection`,
		fix: `Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
		topic: 'proxy',
		retry: /ECONNREFUSED|cause=$/.test(text)
			? { withinMs: 15e3 }
			: /ENOTFOUND|EAI_AGAIN/.test(text)
				? { attempts: 3 }
				: {},
	};
} // CONCATENATED MODULE: ./build/src/http/request.js
const largestBody = 1024 * 1024;
function createRequester(route) {
	const client = new lib_HttpClient(void 0, [], { keepAlive: true });
	return async (request, limitMs) => {
		let stage = route.proxy === void 0 ? 'connecting' : 'asking the proxy for a connection';
		const limit = new AbortController();
		const { signal: signal } = limit;
		const timer = setTimeout(() => limit.abort(), limitMs);
		const answer = send(client, new URL(route.origin + request.path), request, {
			signal: signal,
			reach: (reached) => {
				stage = reached;
			},
		});
		try {
			return (await Promise.race([answer, aborted(signal)])) ?? tooLargeFault(route);
		} catch (error) {
			answer.catch(() => {});
			return signal.aborted ? timeoutFault(stage, limitMs, route) : explainFault(error, stage, route);
		} finally {
			clearTimeout(timer);
		}
	};
}
function aborted(signal) {
	return new Promise((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(new Error('timeout')), { once: true });
	});
}
async function send(client, url, request, { signal: signal, reach: reach }) {
	const transport = url.protocol === 'https:' ? external_node_https_default() : external_node_http_default();
	const hostname = url.hostname.replace(/^\[|\]$/g, '');
	const httpModule = {
		request: (options, done) =>
			watch(transport.request(options, done), isAddress(url.hostname) ? 'connecting' : 'looking up the name', reach),
	};
	const options = {
		method: request.method,
		hostname: hostname,
		port: url.port || (url.protocol === 'https:' ? 443 : 80),
		path: url.pathname + url.search,
		headers: { ...request.headers, host: url.host },
		agent: prepareAgent(client.getAgent(url.href)),
		signal: signal,
	};
	const { message: message } = await client.requestRaw(
		{ parsedUrl: url, httpModule: httpModule, options: options },
		request.body ?? null,
	);
	reach('reading the answer');
	const body = await readBody(message);
	if (body === void 0) return;
	const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value?.toString()]));
	return { status: message.statusCode ?? 0, headers: headers, body: body };
}
function prepareAgent(agent) {
	const proxy = agent.proxyOptions;
	if (proxy?.host !== void 0) proxy.servername = isAddress(proxy.host) ? '' : proxy.host;
	return agent;
}
function watch(request, first, reach) {
	request.once('upgrade', (_message, socket) => {
		socket.destroy();
		request.emit('error', Object.assign(new Error('switching protocols'), { code: 'HPE_UNEXPECTED_UPGRADE' }));
	});
	return request.once('socket', (socket) => {
		const connected = () => reach(socket.secureConnecting ? 'making the TLS connection' : 'waiting for the answer');
		if (socket.connecting) reach(first);
		else connected();
		if (!socket.connecting && socket.secureConnecting !== true) return;
		socket.once('lookup', () => reach('connecting'));
		socket.once('connect', connected);
		socket.once('secureConnect', () => reach('waiting for the answer'));
	});
}
async function readBody(message) {
	const chunks = [];
	let size = 0;
	for await (const chunk of message) {
		chunks.push(chunk);
		size += chunk.length;
		if (size > largestBody) return;
	}
	return Buffer.concat(chunks).toString();
} // CONCATENATED MODULE: ./build/src/http/connection.js
const version = '1.0.0';
const attemptMs = 1e4;
const connect = ({ origin: origin, caCertificate: caCertificate, timeoutMs: timeoutMs, headers: extra }, log) => {
	alwaysCheckCertificates(log);
	if (caCertificate !== void 0) trust(caCertificate);
	const route = { origin: origin, proxy: prepareProxy(origin, process.env, log) };
	const deadline = monotonicMs() + timeoutMs;
	const sender = { request: createRequester(route), route: route, log: log, timeLeft: () => deadline - monotonicMs() };
	const headers = { accept: 'application/json', 'user-agent': `zitadel-token-action/${version}`, ...extra };
	return {
		send(build, options) {
			const complete = () => {
				const request = build();
				return { ...request, headers: { ...headers, ...request.headers } };
			};
			return sendUntilAnswered(complete, options, sender);
		},
		async pause(ms, reason) {
			if (ms + shortestAttemptMs > sender.timeLeft()) return false;
			log.info(`${reason} Trying again in ${formatSeconds(ms)}.`);
			await sleep(ms);
			return true;
		},
	};
};
async function sendUntilAnswered(
	build,
	{ what: what, isFinal: isFinal, onceWithinMs: onceWithinMs },
	{ request: request, route: route, log: log, timeLeft: timeLeft },
) {
	const started = monotonicMs();
	let alike = { rule: '', made: 0, started: started };
	for (let made = 1; ; made += 1) {
		const began = monotonicMs();
		const limit = Math.max(1, Math.min(onceWithinMs ?? attemptMs, timeLeft()));
		const outcome = await request(build(), limit);
		if ('status' in outcome && (!isRetryable(outcome) || isFinal?.(outcome) === true))
			return refuseRedirect(outcome, what, { route: route, log: log });
		const rule = JSON.stringify('status' in outcome ? outcome.status : outcome.retry);
		alike = rule === alike.rule ? { ...alike, made: alike.made + 1 } : { rule: rule, made: 1, started: began };
		const now = monotonicMs();
		const attempts = {
			made: made,
			spentMs: now - started,
			leftMs: timeLeft(),
			alike: { made: alike.made, spentMs: now - alike.started },
		};
		const wait = onceWithinMs === void 0 ? retryWait(outcome, attempts, Math.random()) : void 0;
		if (wait === void 0)
			throw gaveUp(outcome, { what: what, attempts: attempts, limit: limit }, { route: route, log: log });
		const failed = describeOutcome(outcome, log);
		log.info(`Attempt ${made} at ${what} failed: ${failed}. Trying again in ${formatSeconds(wait)}.`);
		await sleep(wait);
	}
}
function monotonicMs() {
	return process.uptime() * 1e3;
}
async function sleep(ms) {
	await new Promise((resolve) => {
		setTimeout(resolve, ms);
	});
} // CONCATENATED MODULE: ./build/src/util/secrets.js
const commonWords = new Set(
	`account admin administrator application authorization basic bearer bool boolean branch build change changeme client\n  clientid client_credentials config default demo deploy development dummy empty error example expirationdate explicit failure false github\n  google guest hello http https info json key keyid latest local localhost login main master name none null number object\n  openid org password prod production project public push release root runner scope secret service serviceaccount\n  staging string success sudo system test testing text token true type undefined user userid username value workflow\n  zitadel`.split(
		/\s+/,
	),
);
const shortestMask = 4;
function isMaskable(value) {
	return (
		value.length >= shortestMask &&
		!/[\r\n]/.test(value) &&
		!commonWords.has(value.toLowerCase()) &&
		!/^-----(BEGIN|END) [A-Z0-9 ]+-----$/.test(value)
	);
}
function base64Pieces(document) {
	return document
		.replace(/-----[A-Z0-9 ]+-----/g, ' ')
		.split(/\\[nrt]|[^A-Za-z0-9+/=\\]+|\\/)
		.filter((piece) => piece.length >= 8 && !/^\d+$/.test(piece));
}
function looksSecret(value) {
	return (
		value.length >= 40 &&
		/^[^\s@:\\]+$/.test(value) &&
		[/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value)) &&
		!/\.[a-z]{2,8}$/i.test(value)
	);
} // CONCATENATED MODULE: ./build/src/report/log.js
function createLog(core, report) {
	const masks = createMasks((value) => core.setSecret(value));
	return {
		mask: masks.add,
		clean: masks.clean,
		info: (text) => core.info(masks.clean(text)),
		warning(text) {
			const lines = [text, ...credentialAndInstance(report)];
			core.warning(masks.clean(lines.join('\n')), { title: 'ZITADEL access token' });
		},
		error(title, { message: message, fix: fix, help: help }) {
			const lines = [message, ...credentialAndInstance(report), `Fix: ${fix}`];
			core.error(`${masks.clean(lines.join('\n'))}\n${help}`, { title: title });
		},
	};
}
function credentialAndInstance({ issuer: issuer, account: account }) {
	const known = [issuer, account].filter((part) => part !== void 0);
	return known.length === 0 ? [] : [`Asked: ${known.join(', ')}.`];
}
function createMasks(setSecret) {
	const known = new Set();
	return {
		add(value) {
			if (known.has(value) || !isMaskable(value)) return;
			known.add(value);
			setSecret(value);
		},
		clean: (text) =>
			[...known]
				.toSorted((one, other) => other.length - one.length)
				.reduce((cleaned, value) => cleaned.replaceAll(value, '***'), text),
	};
} // CONCATENATED MODULE: ./build/src/deps.js
const core = {
	error: error,
	getInput: getInput,
	getState: getState,
	info: info,
	saveState: saveState,
	setOutput: setOutput,
	setSecret: core_setSecret,
	warning: warning,
};
function createDeps(report) {
	return { core: core, log: createLog(core, report), connect: connect, env: process.env, now: Date.now };
} // CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = require('node:crypto'); // CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = require('node:fs'); // CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = require('node:path'); // CONCATENATED MODULE: ./build/src/credentials/keys/unwrap.js
const deepest = 6;
function unwrap(text) {
	const layers = [text];
	while (layers.length < deepest) {
		const outer = layers.at(-1) ?? '';
		const inner = withoutMargin(outer) ?? withoutQuotes(outer) ?? withoutEscapes(outer) ?? withoutBase64(outer);
		if (inner === void 0) break;
		layers.push(inner);
	}
	return layers;
}
function decodeText(bytes) {
	const utf16 = (bytes[0] === 255 && bytes[1] === 254) || (bytes.length > 1 && bytes[0] !== 0 && bytes[1] === 0);
	return bytes.toString(utf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}
function withoutMargin(text) {
	const trimmed = text.trim();
	return trimmed === text ? void 0 : trimmed;
}
function withoutQuotes(text) {
	const inner = /^(["'`])([\s\S]*)\1$/.exec(text);
	return inner === null ? void 0 : (fromJsonString(text) ?? inner[2]);
}
function withoutEscapes(text) {
	return /^\{(\s|\\n)*\\"/.test(text) ? fromJsonString(`"${text}"`) : void 0;
}
function withoutBase64(text) {
	const compact = text.replace(/\s|\\[nr]/g, '');
	if (!/^[A-Za-z0-9+/_-]{32,}={0,2}$/.test(compact)) return;
	const decoded = decodeText(Buffer.from(compact, 'base64'));
	return /^(["'`]?\s*\{|["'`]?-----BEGIN |[A-Za-z0-9+/_\s-]{64,}={0,2}$)/.test(decoded.trim()) ? decoded : void 0;
}
function fromJsonString(text) {
	try {
		const value = JSON.parse(text);
		return typeof value === 'string' ? value : void 0;
	} catch {
		return;
	}
}
const certificateFix = `Give the PEM text of the authority's certificate (-----BEGIN CERTIFICATE-----, one or several), or the path of such a file.`;
const certificateFile = {
	topic: 'ca-certificate',
	input: 'ca-certificate',
	largestBytes: 1024 * 1024,
	tooLarge: (bytes) => `has ${bytes} bytes, over 1 MiB`,
	fix: certificateFix,
};
function readCertificateFile(file) {
	const stats = statsOf(file);
	if (stats?.isFile() === true) return readText(file, stats.size, certificateFile);
	throw errors_configError(
		certificateFile.topic,
		`The input 'ca-certificate' is neither PEM text nor the path of a file: ${text_quote(file.shown)}.`,
		certificateFile.fix,
	);
}
function readText(file, size, kind) {
	const fails = (what, fix) =>
		errors_configError(kind.topic, `The file ${text_quote(file.shown)} of '${kind.input}' ${what}.`, fix);
	if (size > kind.largestBytes) throw fails(kind.tooLarge(size), kind.fix);
	const bytes = Buffer.alloc(size);
	let descriptor;
	try {
		descriptor = (0, external_node_fs_namespaceObject.openSync)(
			(0, external_node_path_namespaceObject.resolve)(file.workspace, file.path),
			'r',
		);
		return decodeText(bytes.subarray(0, (0, external_node_fs_namespaceObject.readSync)(descriptor, bytes, 0, size, 0)));
	} catch {
		throw fails('cannot be read', `Let the user that runs the job read it.`);
	} finally {
		if (descriptor !== void 0) (0, external_node_fs_namespaceObject.closeSync)(descriptor);
	}
}
function statsOf({ path: path, workspace: workspace }) {
	try {
		return (0, external_node_fs_namespaceObject.statSync)(
			(0, external_node_path_namespaceObject.resolve)(workspace, path),
		);
	} catch {
		return;
	}
} // CONCATENATED MODULE: ./build/src/inputs/kinds.js
const names = {
	address: 'domain endpoint',
	id: 'key-id user-id org-id project-ids revocation-client-id',
	name: 'client-id service-account-key-file',
	list: 'scopes',
	word: 'verify expiry-warning-days revoke timeout-seconds allow-http job-summary',
	secret:
		'client-secret basic-auth service-account-key private-key assertion personal-access-token ca-certificate headers',
};
const kinds_kinds = new Map(
	Object.entries(names).flatMap(([kind, list]) => list.split(' ').map((name) => [name, kind])),
); // CONCATENATED MODULE: ./build/src/inputs/origin.js
function parseOrigin(input, text) {
	const fix = `Set '${input}' to the host name of the instance, such as acme.zitadel.cloud or https://id.example.com:8443.`;
	if (looksSecret(text) || longDotless(text).length > 0)
		throw errors_configError(
			'secret-in-plain-input',
			`The input '${input}' looks like a secret, not like a host name.`,
			fix,
		);
	const url = parse(text);
	if (url === null || !/^https?:$/.test(url.protocol) || !canBeHost(hostIn(text), url.hostname)) {
		const meant = intended(text);
		throw errors_configError(
			'invalid-host',
			`The input '${input}' is not a host name, an IP address or an origin with https or http.`,
			meant === void 0 ? fix : `Set '${input}' to ${meant}.`,
		);
	}
	const isUser = url.username !== '' || url.password !== '';
	if (isUser || url.pathname !== '/' || url.search !== '' || url.hash !== '')
		throw errors_configError(
			'not-an-origin',
			`The input '${input}' contains more than a host and a port: ${isUser ? 'a user name or password' : 'a path or query'}.`,
			isUser && !isPublic(url.hostname) ? fix : `Set '${input}' to ${url.origin}.`,
		);
	return url.origin;
}
function longDotless(text) {
	const host = hostIn(text);
	return host.startsWith('[') ? [] : host.split(':').filter((part) => part.length >= 20 && !part.includes('.'));
}
function parse(text) {
	return /\s/.test(text) ? null : URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
}
function hostIn(text) {
	const [, host = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#\\]*@)?([^/?#\\]*)/i.exec(text) ?? [];
	return host.replace(/:\d*$/, '');
}
function canBeHost(text, parsed) {
	if (/^(https?)?$/.test(parsed)) return false;
	if (isAddress(parsed)) return parsed.startsWith('[') ? text.startsWith('[') : text === parsed;
	return (
		(/^[\w.-]+$/.test(text) || /^[\p{L}\p{N}\p{M}._-]+$/u.test(text)) &&
		parsed.length <= 253 &&
		parsed.split('.').every((label) => /^[a-z0-9_-]{1,63}$/.test(label))
	);
}
function intended(text) {
	const bare = text.replace(/^["'`“”‘’«»<({,;]+|["'`“”‘’«»>)},;./]+$/g, '').replace(/\.(?=:\d+$)/, '');
	return [bare, `[${bare}]`].find((candidate) => {
		const url = parse(candidate);
		return (
			url !== null &&
			canBeHost(hostIn(candidate), url.hostname) &&
			isPublic(url.hostname) &&
			/^https?:\/\/[^@/]+\/$/.test(url.href)
		);
	});
}
function isPublic(hostname) {
	return hostname === 'localhost' || hostname.startsWith('[') || hostname.includes('.');
}
function requireSafeTransport(input, origin, allowHttp) {
	const { protocol: protocol, hostname: hostname } = new URL(origin);
	if (protocol === 'https:' || allowHttp || isLoopback(hostname)) return;
	throw errors_configError(
		'plain-http',
		`The input '${input}' is a plain http address (${origin}): the credential and the token would travel unencrypted.`,
		`Use https, or set 'allow-http: true' if nobody else can listen on the way to this host.`,
	);
} // CONCATENATED MODULE: ./build/src/util/ids.js
function isId(value) {
	return (
		/^[\w.-]{1,200}$/.test(value) &&
		!isTemplate(value) &&
		!/^(your[-_].*|todo|tbd|fixme|none|nil|nan|true|false|placeholder|x{3,})$/i.test(value)
	);
}
function lostDigits(value) {
	return /^-?\d+(\.\d+e[+-]?|e\+)\d+$/i.test(value);
}
function isTemplate(value) {
	return (
		lostDigits(value) || /^(<.*>|\{.*\}|\[.*\]|YOUR[-_].*|null|undefined|[Cc]hange[-_]?me|CHANGE[-_]?ME)$/s.test(value)
	);
} // CONCATENATED MODULE: ./build/src/inputs/possible.js
function requirePossible(name, value) {
	const kind = kinds_kinds.get(name) ?? '';
	const isSecret = kind === 'secret';
	const refuse = (topic, contains, fix) => {
		throw errors_configError(topic, `The input '${name}' contains ${contains}.`, fix);
	};
	if (isUnevaluated(value, name === 'client-secret'))
		refuse(
			'not-evaluated',
			'an expression or variable that was not evaluated',
			`In the step's 'with', write "${name}: \${{ ${isSecret ? 'secrets' : 'vars'}.NAME }}", where NAME is the name in GitHub's settings.`,
		);
	if (isSecret) return;
	const invisible = findInvisible(isList(name) ? value.replace(/\s/g, ' ') : value);
	if (invisible !== void 0)
		refuse('invisible-character', invisible, `Type the value of '${name}' again instead of copying it.`);
	const bad = (isList(name) ? possible_splitList(value) : [value]).find(
		(part) => part !== '' && isImpossible[kind]?.(part),
	);
	if (bad === void 0) return;
	refuse(
		'invalid-id',
		lostDigits(bad)
			? `"${bad}": YAML reads an ID without quotes as a number, which loses its last digits`
			: `${text_quoteHarmless(bad)}, which is ${kind === 'id' ? 'not an ID' : 'a placeholder'}`,
		`Write the real value in quotes, such as ${name}: '${examples[name] ?? examples[kind] ?? ''}'.${bad.startsWith('urn:') ? ` A whole scope belongs in 'scopes'.` : ''}`,
	);
}
const isImpossible = {
	id: (part) => !isId(part.replace(/(?<=^\d+)@/, '.')),
	name: isTemplate,
	address: (part) => /^\w/.test(part) && isTemplate(part),
};
const examples = {
	id: '312345678901234567',
	address: 'acme.zitadel.cloud',
	'client-id': 'ci-bot',
	'service-account-key-file': 'key.json',
};
function isList(name) {
	return name === 'scopes' || name === 'project-ids';
}
function possible_splitList(text) {
	return text.split(/[\s,]+/).filter((part) => part !== '');
}
function isUnevaluated(value, isSecret) {
	const variable = isSecret
		? /^\$(?=.*[A-Z])(?=.*_)[A-Z_]{1,64}$/
		: /^(\$[A-Z0-9_]{1,64}|\$env:\w+|\$\(.*\)|%[A-Z_]+%|\{\{.*\}\})$/;
	return value.includes('${{') || /^\$\{[A-Za-z_]\w*\}$/.test(value) || variable.test(value);
} // CONCATENATED MODULE: ./build/src/inputs/scopes.js
const scopes_zitadelAudience = scopes_projectAudience('zitadel');
const defaultScopes = `openid ${scopes_zitadelAudience}`;
function scopes_projectAudience(projectId) {
	return `urn:zitadel:iam:org:project:id:${projectId}:aud`;
} // CONCATENATED MODULE: ./build/src/credentials/wrapped-secret.js
const wrappings = [
	[
		/^[\s\u200b-\u200f\u2060\ufeff]*(?<inner>\S.*?)[\s\u200b-\u200f\u2060\ufeff]*$/s,
		'the invisible characters around it',
	],
	[/^(["'`])(?<inner>.+)\1$/s, 'the quotes around it'],
	[/^(?<inner>.+?)(?:\\[nr])+$/s, 'the two characters \\n at its end'],
	[/^Bearer\s+(?<inner>\S+)$/i, 'the word "Bearer" in front of it'],
	[/^[A-Z]+_[A-Z_]+=(?<inner>.+)$/s, 'the name and the = in front of it'],
];
function unwrapSecret(text) {
	const wrapped = unwrapOnce(text);
	return wrapped === void 0 ? text : unwrapSecret(wrapped.inner);
}
function wrappingFix(secret) {
	const wrapped = unwrapOnce(secret);
	if (wrapped !== void 0) return `Store the client secret without ${wrapped.without}.`;
	const invisible = findInvisible(secret.replace(/[\r\n]/g, ' '));
	return invisible === void 0 ? void 0 : `Store the client secret again: it contains ${invisible}.`;
}
function unwrapOnce(text) {
	for (const [pattern, without] of wrappings) {
		const inner = pattern.exec(text)?.groups?.['inner'];
		if (inner !== void 0 && inner !== text) return { inner: inner, without: without };
	}
	const compact = text.replace(/\s+/g, '');
	const inner = /^[\w+/-]{54,}={0,2}$/.test(compact) ? Buffer.from(compact, 'base64').toString().trim() : '';
	return /^[\x21-\x7e]{40,}$/.test(inner) ? { inner: inner, without: 'the base64 encoding' } : void 0;
} // CONCATENATED MODULE: ./build/src/credentials/client-credentials.js
function clientSecret(clientId, secret) {
	if (/[\r\n]/.test(secret))
		throw errors_configError(
			'invalid-client-secret',
			`The input 'client-secret' contains a line break, so it is more than a secret.`,
			wrappingFix(secret) ?? `Store the secret alone, on one line, as a GitHub secret.`,
		);
	if (!isMaskable(secret))
		throw errors_configError(
			'invalid-client-secret',
			`The input 'client-secret' is no client secret: it is shorter than 4 characters, or a common word.`,
			`Give the secret that ZITADEL showed when it was generated (64 letters and digits by default), from a GitHub secret.`,
		);
	return { ...basic(clientId, encodeBasic(clientId, secret)), hint: wrappingFix(secret) };
}
function decodeBasic(given) {
	const decoded = Buffer.from(given, 'base64').toString();
	const text = decoded.replace(/[\r\n]+$/, '');
	const value = text === decoded ? given : Buffer.from(text).toString('base64');
	const colon = text.indexOf(':');
	return colon < 0
		? { value: value }
		: { value: value, halves: { id: text.slice(0, colon), secret: text.slice(colon + 1) } };
}
function encodeBasic(clientId, secret) {
	return Buffer.from(`${formUrlEncode(clientId)}:${formUrlEncode(secret)}`).toString('base64');
}
function basicAuth({ value: value, halves: halves }) {
	const twoInputs = `Give the two halves in 'client-id' and 'client-secret' instead: they are encoded for you.`;
	const invalid = (message) => errors_configError('invalid-basic-auth', message, twoInputs);
	if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value))
		throw invalid(`The input 'basic-auth' is not base64.`);
	if (halves === void 0 || halves.id === '' || halves.id.length > longestLoginName || halves.secret === '')
		throw invalid(`The input 'basic-auth' does not decode to a login name, a colon and a secret.`);
	if (/%(?![0-9A-Fa-f]{2})/.test(`${halves.id}:${halves.secret}`))
		throw invalid(`The input 'basic-auth' holds a % that ZITADEL cannot decode.`);
	if (/[\r\n]/.test(halves.id + halves.secret))
		throw invalid(`The input 'basic-auth' decodes to a text with a line break inside.`);
	if (!isMaskable(halves.secret))
		throw invalid(`The secret in 'basic-auth' is shorter than 4 characters, or a common word.`);
	const plus = `The secret in 'basic-auth' holds a +, which ZITADEL decodes to a space. ${twoInputs}`;
	const hint = wrappingFix(formUrlDecode(halves.secret)) ?? (halves.secret.includes('+') ? plus : void 0);
	return { ...basic(formUrlDecode(halves.id), value), hint: hint };
}
function basic(clientId, value) {
	return {
		label: `client secret of ${text_quote(clientId)}`,
		type: 'client_credentials',
		clientId: clientId,
		parameters: () => ({
			form: { grant_type: 'client_credentials' },
			headers: { authorization: `Basic ${value}` },
			secrets: [],
		}),
	};
}
const longestLoginName = 200;
function secretForms(secret) {
	const lines = secret.split(/[\r\n]+/).filter(isMaskable);
	if (lines.length === 0) return [];
	const bytes = Buffer.from(secret);
	return [
		...lines,
		formUrlEncode(secret),
		encodeURIComponent(secret.toWellFormed()),
		JSON.stringify(secret).slice(1, -1),
		bytes.toString('base64'),
		bytes.toString('base64url'),
	];
}
function formUrlEncode(text) {
	return new URLSearchParams([['', text]]).toString().slice(1);
}
function formUrlDecode(text) {
	return new URLSearchParams(`=${text.replaceAll('&', '%26')}`).get('') ?? '';
}
function assertionForms(assertion) {
	return [assertion, assertion.split('.')[2] ?? ''];
} // CONCATENATED MODULE: ./build/src/inputs/headers.js
function headerLines(text) {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.map((line) => {
			const colon = line.indexOf(':');
			return { name: line.slice(0, Math.max(colon, 0)).trim(), value: line.slice(colon + 1).trim() };
		});
}
function parseHeaders(lines, ours) {
	const headers = Object.create(null);
	for (const [index, { name: name, value: value }] of lines.entries()) {
		const where = `Line ${index + 1} of the input 'headers'`;
		if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
			throw errors_configError('invalid-header', `${where} is no header.`, `Write one "Name: value" a line.`);
		const key = name.toLowerCase();
		if (ownHeaders.has(key) || ours.includes(key))
			throw errors_configError(
				'invalid-header',
				`${where} sets ${text_quote(key)}, which this action sets itself.`,
				`Remove that line.`,
			);
		if (!/^[\t\x20-\x7e]*$/.test(value))
			throw errors_configError(
				'invalid-header',
				`${where} has a value with characters that no header can carry.`,
				`Use visible ASCII only.`,
			);
		if (key in headers)
			throw errors_configError(
				'invalid-header',
				`${where} sets ${text_quote(key)} a second time.`,
				`Keep one of them.`,
			);
		headers[key] = value;
	}
	return headers;
}
const ownHeaders = new Set([
	'authorization',
	'connection',
	'content-length',
	'content-type',
	'expect',
	'host',
	'proxy-authorization',
	'trailer',
	'transfer-encoding',
	'upgrade',
]); // CONCATENATED MODULE: ./build/src/inputs/secrets.js
function readSecrets(text, log) {
	const mask = (values) => maskAll(values, log);
	const clientSecret = text('client-secret');
	if (clientSecret !== '') mask([...secretForms(clientSecret), encodeBasic(text('client-id'), clientSecret)]);
	mask(secretForms(unwrapSecret(clientSecret)));
	const basicAuth = readBasic(text('basic-auth'));
	if (basicAuth !== void 0) mask([...basicForms(basicAuth), ...base64Pieces(text('basic-auth'))]);
	const serviceAccountKey = unwrapKey(text('service-account-key'), log);
	const privateKey = unwrapKey(text('private-key'), log);
	const assertion = text('assertion');
	const personalAccessToken = unwrapSecret(text('personal-access-token'));
	for (const token of [assertion, text('personal-access-token'), personalAccessToken])
		mask([...lines(token), ...token.split(/\s+/).filter((word) => word.length >= 8)]);
	mask(assertionForms(assertion));
	if (text('headers').includes('-----BEGIN ')) mask(base64Pieces(text('headers')));
	const headers = headerLines(text('headers'));
	for (const { value: value } of headers)
		mask([value, /^[\w-]+\s+(\S+)$/.exec(value)?.[1] ?? ''].filter((part) => part.length >= 8));
	return {
		clientSecret: clientSecret,
		basicAuth: basicAuth,
		serviceAccountKey: serviceAccountKey,
		privateKey: privateKey,
		assertion: assertion,
		personalAccessToken: personalAccessToken,
		headers: headers,
	};
}
function unwrapKey(document, log) {
	const layers = unwrap(document);
	for (const layer of layers) {
		const key = parseObject(layer)?.['key'];
		maskAll(base64Pieces(typeof key === 'string' ? key : layer), log);
		maskAll(lines(layer).length === 1 ? [layer] : [], log);
	}
	return layers.at(-1) ?? '';
}
function readBasic(text) {
	const value = text.replace(/^Basic\s+/i, '').replace(/\s+/g, '');
	return value === '' ? void 0 : decodeBasic(value);
}
function basicForms({ value: value, halves: { id: id, secret: secret } = { id: '', secret: '' } }) {
	return [
		value,
		...secretForms(secret),
		...secretForms(formUrlDecode(secret)),
		...(looksSecret(id) ? secretForms(id) : []),
	];
}
function maskAll(values, log) {
	for (const value of values) log.mask(value);
}
function lines(text) {
	return text.split(/[\r\n]+/).filter((line) => line !== '');
} // CONCATENATED MODULE: ./build/src/inputs/inputs.js
const defaults = {
	scopes: defaultScopes,
	verify: 'none',
	'expiry-warning-days': '14',
	revoke: 'false',
	'timeout-seconds': '60',
	'allow-http': 'false',
	'job-summary': 'false',
};
function readInputs(core, log) {
	const text = (name) => core.getInput(name) || (defaults[name] ?? '');
	const check = (name, value, parts) => {
		if (/-----BEGIN |[{"]\s*"?(type|key|keyId)\\?"\s*:/.test(value)) {
			for (const piece of base64Pieces(value)) log.mask(piece);
			throw errors_configError(
				'secret-in-plain-input',
				`The input '${name}' holds a key.`,
				`Move it to the input for it, and check the other inputs of this step.`,
			);
		}
		const long = parts.find((part) => part.length > longestPlain);
		if (long !== void 0) {
			for (const piece of [long, ...base64Pieces(long)]) log.mask(piece);
			throw errors_configError(
				'input-too-long',
				`The input '${name}' has ${long.length} characters, too many for what it should be.`,
				`Check that this input and its neighbours have not changed places.`,
			);
		}
		maskLookalikes(value, log);
		if (kinds_kinds.get(name) === 'address') for (const part of longDotless(value)) log.mask(part);
		requirePossible(name, value);
		return value;
	};
	const invalid = (name, expected, fix) => {
		const shown = text_quoteHarmless(text(name));
		if (!shown.startsWith('"')) for (const line of text(name).split(/[\r\n]+/)) log.mask(line);
		return errors_configError('invalid-value', `The input '${name}' must be ${expected}. It is ${shown}.`, fix);
	};
	const plain = (name) => check(name, text(name), [text(name)]);
	const plainList = (name) => check(name, text(name), text(name).split(/[\s,]+/));
	return {
		secrets: readSecrets(text, log),
		isGiven: (name) => !['', defaults[name]].includes(core.getInput(name)),
		text: text,
		plain: plain,
		plainList: plainList,
		boolean(name) {
			const value = plain(name);
			if (/^(true|True|TRUE)$/.test(value)) return true;
			if (/^(false|False|FALSE)$/.test(value)) return false;
			throw invalid(name, 'true or false', 'Write true or false.');
		},
		integer(name, { min: min, max: max }) {
			const value = plain(name);
			if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
			const example = defaults[name] ?? min;
			throw invalid(
				name,
				`a whole number from ${min} to ${max}`,
				`Write such a number, or remove '${name}' for ${example}.`,
			);
		},
		choice(name, choices) {
			const value = plain(name);
			const choice = choices.find((known) => known === value);
			if (choice !== void 0) return choice;
			throw invalid(name, `one of ${choices.join(', ')}`, `Write one of: ${choices.join(', ')}.`);
		},
		requirePossible() {
			for (const [name, kind] of kinds_kinds)
				if (kind === 'secret') requirePossible(name, text(name));
				else (isList(name) ? plainList : plain)(name);
		},
	};
}
const longestPlain = 200;
function maskLookalikes(text, log) {
	const parts = text.split(/[\s,]+/).filter((part) => !part.includes(':'));
	const secrets = parts.filter(looksSecret);
	if (secrets.length === 0) return;
	for (const piece of [...secrets, ...parts.flatMap(base64Pieces)]) log.mask(piece);
} // CONCATENATED MODULE: ./build/src/credentials/keys/pem.js
function pemBlocks(text) {
	const [, ...parts] = text.replace(/\\[rn]/g, '\n').split(/-----(BEGIN|END) ([A-Z0-9 ]+)-----/);
	const blocks = [];
	for (let at = 0; at + 5 < parts.length; at += 3) {
		const [begin, label = '', body = '', end, endLabel] = parts.slice(at, at + 5);
		if (begin === 'BEGIN' && end === 'END' && endLabel === label) blocks.push({ label: label, body: body });
	}
	return blocks;
}
function formatPem({ label: label, body: body }) {
	const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
	return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
} // CONCATENATED MODULE: ./build/src/inputs/ca-certificate.js
const longestPath = 1024;
function readCaCertificate(given, workspace, log) {
	if (given === '') return;
	const text = isText(given) ? given : readFromPath(given, workspace, log);
	const blocks = pemBlocks(unwrap(text).at(-1) ?? '');
	if (blocks.some(({ label: label }) => label.endsWith('PRIVATE KEY'))) {
		for (const piece of base64Pieces(text)) log.mask(piece);
		throw errors_configError(
			'ca-certificate',
			`The input 'ca-certificate' holds a private key.`,
			`${certificateFix} The key stays where it is.`,
		);
	}
	const certificates = blocks.filter(({ label: label }) => label.endsWith('CERTIFICATE')).map(formatPem);
	if (certificates.length === 0) {
		for (const piece of base64Pieces(text)) log.mask(piece);
		throw errors_configError('ca-certificate', `The input 'ca-certificate' holds no PEM certificate.`, certificateFix);
	}
	for (const [index, certificate] of certificates.entries()) requireParses(certificate, index + 1);
	return certificates.join('');
}
function isText(given) {
	return /-----BEGIN /.test(given) || given.length > longestPath || /\n/.test(given) || unwrap(given).length > 1;
}
function readFromPath(path, workspace, log) {
	maskLookalikes(path, log);
	return readCertificateFile({ path: path, shown: log.clean(path), workspace: workspace });
}
function requireParses(certificate, position) {
	try {
		new external_node_crypto_namespaceObject.X509Certificate(certificate);
	} catch {
		throw errors_configError(
			'ca-certificate',
			`Certificate ${position} in 'ca-certificate' does not parse: it was damaged or cut off.`,
			certificateFix,
		);
	}
} // CONCATENATED MODULE: ./build/src/inputs/connection.js
const timeoutSeconds = { min: 1, max: 600 };
function connection_readIssuer(inputs) {
	const domain = inputs.plain('domain');
	if (domain !== '') return parseOrigin('domain', domain);
	throw errors_configError(
		'missing-domain',
		`The input 'domain' is missing.`,
		`Set it to the host name of the instance, such as acme.zitadel.cloud. A variable needs 'vars.', and an environment's one 'environment:'.`,
	);
}
function connection_readConnection(inputs, issuer, { log: log, workspace: workspace }) {
	const endpoint = inputs.plain('endpoint');
	const origin = endpoint === '' ? issuer : parseOrigin('endpoint', endpoint);
	requireSafeTransport(endpoint === '' ? 'domain' : 'endpoint', origin, inputs.boolean('allow-http'));
	const { host: host, protocol: protocol } = new URL(issuer);
	const publicName =
		endpoint === '' ? {} : { 'x-zitadel-instance-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
	return {
		origin: origin,
		headers: { ...parseHeaders(inputs.secrets.headers, Object.keys(publicName)), ...publicName },
		timeoutMs: inputs.integer('timeout-seconds', timeoutSeconds) * 1e3,
		caCertificate: readCaCertificate(inputs.text('ca-certificate'), workspace, log),
	};
}
function revoker(grant) {
	return { label: grant.label, ...grant.parameters(0) };
}
function readRevocation(inputs) {
	const { clientSecret: secret, basicAuth: basic } = inputs.secrets;
	if (secret !== '') return revoker(clientSecret(inputs.plain('client-id'), secret));
	if (basic !== void 0) return revoker(basicAuth(basic));
	const clientId = inputs.plain('revocation-client-id');
	if (clientId !== '')
		return { label: `application ${text_quote(clientId)}`, form: { client_id: clientId }, headers: {}, secrets: [] };
	throw errors_configError(
		'not-revoked',
		`The credential that could revoke it is no longer among the inputs.`,
		`Let the step's inputs depend on nothing that changes during the job.`,
	);
}
function workspaceOf(env) {
	return env['GITHUB_WORKSPACE'] || process.cwd();
}
const outputs_names = { token: 'access_token', expiresAt: 'expires_at', origin: 'origin' };
function readSaved(core) {
	const token = core.getState(outputs_names.token);
	if (token === '') return;
	return {
		token: token,
		expiresAt: Number.parseInt(core.getState(outputs_names.expiresAt), 10),
		origin: core.getState(outputs_names.origin),
	};
} // CONCATENATED MODULE: ./build/src/zitadel/refusal-fixes.js
function clientNotFound({ credential: credential }) {
	const clientId = 'clientId' in credential ? (credential.clientId ?? '') : '';
	if (looksSecret(clientId))
		return `Check 'client-id' and 'client-secret': the first looks like a secret, so the two have probably changed places.`;
	if (/^\d{15,}$/.test(clientId))
		return `Give the service account's login name, shown on its page, in 'client-id': a number is a user id, or the client id of an application, which gets no token this way.`;
	if (/^\d{15,}@/.test(clientId))
		return `Give the login name of a service account in 'client-id': what is there looks like an application's client id, and applications get no token this way.`;
	const suffix = clientId.includes('@')
		? `the suffix ${text_quote(clientId.slice(clientId.lastIndexOf('@')))} is right only where the organization adds its domain to login names`
		: `where the organization adds its domain to login names, it ends in that (name@domain)`;
	return `Copy the login name from the service account's page: ${suffix}. If the account was made seconds ago, run the step again.`;
}
function secretSpelling({ credential: credential }) {
	return 'hint' in credential ? credential.hint : void 0;
}
function internalHost({ issuer: issuer, origin: origin }) {
	if (issuer === origin && isInternal(origin))
		return `Set 'domain' to the instance's public name (its ExternalDomain, with scheme and port where they are not https and 443), and 'endpoint' to ${origin}.`;
	return issuer === origin
		? `Check 'domain' for a misspelling: it has to be the instance's own host name, as in the address of its console.`
		: `Check that 'domain' (${issuer}) is the instance's public name; 'endpoint' alone says where it is reached.`;
} // CONCATENATED MODULE: ./build/src/zitadel/refusals.js
const generateSecret = `service account → Actions → Generate Client Secret`;
const readerRole = `Give the account a role that may read the organization, at least ORG_OWNER_VIEWER (organization → Managers), or use 'verify: userinfo', which needs none.`;
const newAccessToken = `Make a new personal access token (service account → Personal Access Tokens); check that its account is active, and that 'domain' is its instance.`;
function letPass(what) {
	return ({ origin: origin }) => `Let the proxy or gateway in front of ${origin} pass ${what} as it is.`;
}
const refusals = [
	{
		matches: { error: 'invalid_request', description: 'Errors.User.Machine.Secret.Invalid' },
		failure: 'credential',
		topic: 'wrong-secret',
		meaning:
			'The service account exists, and the client secret is not its current one: a new secret replaces the old one at once.',
		fix: (session) =>
			secretSpelling(session) ??
			`Store the current secret as the GitHub secret that this step reads. If nobody has it, generate a new one (${generateSecret}); that ends the old one everywhere.`,
	},
	{
		matches: { error: 'invalid_client', description: 'client not found' },
		failure: 'credential',
		topic: 'client-not-found',
		meaning: `No service account of this instance has that login name; a removed one, or one of another instance, looks the same.`,
		fix: clientNotFound,
	},
	{
		matches: { error: 'invalid_request', description: 'Errors.User.Machine.Secret.NotExisting' },
		failure: 'credential',
		topic: 'no-secret',
		meaning:
			'The user exists and has no client secret: none was generated yet, it was removed, or this is a human user.',
		fix: `Generate one (${generateSecret}) and store it as the GitHub secret that this step reads. If it was made seconds ago, run the step again. For a human user, make a service account.`,
		retry: true,
	},
	{
		matches: { error: 'invalid_request', description: 'Errors.User.NotActive' },
		failure: 'credential',
		topic: 'inactive-account',
		meaning: 'The service account exists, and is deactivated or locked.',
		fix: `Reactivate or unlock the service account in ZITADEL (Users → Service Accounts), or use another one.`,
	},
	{
		matches: { error: 'invalid_request', description: 'client_id or client_assertion must be provided' },
		failure: 'server',
		topic: 'changed-request',
		meaning: 'The server saw no client: something on the way removed the Authorization header, or changed it.',
		fix: letPass('the Authorization header'),
	},
	{
		matches: { error: 'invalid_client', description: 'invalid basic auth header' },
		failure: 'server',
		topic: 'changed-request',
		meaning: 'The server could not decode the Authorization header, which was well-formed when it was sent.',
		fix: letPass('the Authorization header'),
	},
	{
		matches: { error: 'invalid_request', description: 'grant_type missing' },
		failure: 'server',
		topic: 'changed-request',
		meaning:
			'The server saw no form: something on the way removed the body of the request, or changed its content type.',
		fix: letPass('POST /oauth/v2/token, body and content type included,'),
	},
	{
		matches: { error: 'unsupported_grant_type' },
		failure: 'server',
		topic: 'unexpected-response',
		meaning: 'This server does not know the grant that the credential needs, and every ZITADEL does.',
		fix: ({ origin: origin }) => `Check that ${origin} is the instance itself, and no other login service.`,
	},
	{
		matches: { message: 'unable to set instance' },
		failure: 'config',
		topic: 'no-instance',
		meaning: `The server is a ZITADEL, and none of its instances has this host name.`,
		fix: internalHost,
	},
	{
		matches: { message: 'instance is blocked' },
		failure: 'server',
		topic: 'instance-blocked',
		meaning: 'The instance is blocked, or its quota is used up: no attempt can succeed until that is lifted.',
		fix: `Look at the instance's billing and quotas in the ZITADEL customer portal, or ask its operator.`,
	},
	{
		matches: { id: 'AUTH-7fs1e' },
		failure: 'verification',
		topic: 'invalid-token',
		meaning: `The API does not accept the token: it ended, its account was deactivated, or it is of another instance.`,
		fix: liveToken,
	},
	{
		matches: { id: 'AUTH-toLo1' },
		failure: 'server',
		topic: 'changed-request',
		meaning: `The API did not see the Authorization header as it was sent: something on the way changed it.`,
		fix: letPass('the Authorization header'),
	},
	{
		matches: { message: 'auth header missing' },
		failure: 'server',
		topic: 'changed-request',
		meaning: `The API saw no Authorization header: something on the way removed it.`,
		fix: letPass('the Authorization header'),
	},
	{
		matches: { id: 'AUTHZ-cdgFk' },
		failure: 'verification',
		topic: 'no-role',
		meaning: `The token works, and the account has no role in the organization: 404 means "no membership" here, not a wrong address.`,
		fix: (session) =>
			session.orgId === void 0
				? readerRole
				: `Give the account a role in organization ${session.orgId} (at least ORG_OWNER_VIEWER: organization → Managers), or correct 'org-id'.`,
	},
	{
		matches: { id: 'AUTH-5mWD2' },
		failure: 'verification',
		topic: 'no-role',
		meaning: `The token works, and the account's roles do not include the permission org.read; project roles and ORG_PROJECT_CREATOR lack it.`,
		fix: readerRole,
	},
	{
		matches: { id: 'AUTH-Bs7Ds' },
		failure: 'verification',
		topic: 'unknown-organization',
		meaning: `The token works, and no organization of this instance has the id in 'org-id'.`,
		fix: `Correct 'org-id': the resource id on the organization's page, not its name or domain; and check that 'domain' is the right instance.`,
	},
	{
		matches: { error: 'access_denied', description: 'access token invalid' },
		failure: 'verification',
		topic: 'invalid-token',
		meaning: `The token is not alive: it ended, its account was deactivated, or it is of another instance.`,
		fix: liveToken,
	},
	{
		matches: { error: 'invalid_request', description: 'access token missing' },
		failure: 'server',
		topic: 'changed-request',
		meaning: `The API saw no Authorization header: something on the way removed it.`,
		fix: letPass('the Authorization header'),
	},
];
function liveToken({ credential: credential, issuer: issuer, origin: origin }) {
	if (credential.type === 'personal-access-token') return newAccessToken;
	return issuer === origin
		? `Run the step again, since an instance of several servers may not know a new token everywhere at once; if it stays, check that the account is active.`
		: `Check that 'endpoint' (${origin}) leads to the instance ${issuer}, and to no other one; then that the account is active.`;
} // CONCATENATED MODULE: ./build/src/zitadel/refusal-error.js
function readRejection(response, log) {
	const error = parseError(response);
	return {
		response: response,
		error: error,
		refusal: findRefusal(error),
		words: response_describeResponse(response, log, error),
	};
}
function isKnownRefusal(response) {
	return findRefusal(parseError(response)) !== void 0;
}
function findRefusal(error) {
	return refusals.find(({ matches: matches }) =>
		Object.entries(matches).every(([field, expected = '']) => {
			const actual = error[field];
			return field === 'message' ? actual?.includes(expected) === true : actual === expected;
		}),
	);
} // CONCATENATED MODULE: ./build/src/zitadel/requests.js
function postForm(path, form, headers) {
	return {
		method: 'POST',
		path: path,
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: new URLSearchParams(form).toString(),
	};
} // CONCATENATED MODULE: ./build/src/revoke.js
const longestMs = 3e4;
async function revoke(deps, report) {
	const { core: core, log: log, now: now } = deps;
	const saved = readSaved(core);
	if (saved === void 0) return;
	log.mask(saved.token);
	if (saved.expiresAt <= now()) {
		log.info(`The access token has expired; there is nothing to revoke.`);
		return;
	}
	try {
		log.info(await revokeSaved(saved, deps, report));
	} catch (error) {
		const [reason = '', fix] =
			error instanceof errors_ActionError ? [error.message.split('\n')[0], error.fix] : ['A fault of this action.'];
		log.warning(
			`The access token was not revoked and lives until it expires. ${reason}${fix === void 0 ? '' : ` Fix: ${fix}`}`,
		);
	}
}
async function revokeSaved(
	{ token: token, origin: origin },
	{ core: core, log: log, env: env, connect: connect },
	report,
) {
	const inputs = readInputs(core, log);
	const issuer = connection_readIssuer(inputs);
	const options = connection_readConnection(inputs, issuer, { log: log, workspace: workspaceOf(env) });
	if (options.origin !== origin)
		throw new errors_ActionError(
			'config',
			'not-revoked',
			`It was issued by ${origin}, and the inputs now lead to ${options.origin}, which must not see it.`,
			`Let 'domain' and 'endpoint' depend on nothing that changes during the job.`,
		);
	report.issuer = issuer;
	const { label: label, form: form, headers: headers } = readRevocation(inputs);
	report.account = log.clean(label);
	const request = postForm('/oauth/v2/revoke', { ...form, token: token, token_type_hint: 'access_token' }, headers);
	const connection = connect({ ...options, timeoutMs: Math.min(options.timeoutMs, longestMs) }, log);
	const response = await connection.send(() => request, { what: 'the revocation', isFinal: isKnownRefusal });
	if (response.status === 200) return `Revoked the access token at ${issuer}, by the ${label}.`;
	const rejection = readRejection(response, log);
	throw new errors_ActionError(
		'server',
		'not-revoked',
		`The revocation was refused: ${rejection.words}.`,
		fixOf(rejection, options.origin),
	);
}
function fixOf({ error: { error: error, description: description } }, origin) {
	if (error === void 0) return `Check what stands in front of ${origin}: let it pass POST /oauth/v2/revoke.`;
	return description === 'token was not issued for this client'
		? `Write the user name in 'client-id' exactly as ZITADEL shows it, capitals included: a token is got with any spelling, and revoked only with this one.`
		: `Check that the client secret was not replaced during the job, or that 'revocation-client-id' names an active application without authentication (method None).`;
} // CONCATENATED MODULE: ./build/src/post-step.js
process.noDeprecation = true;
main();
async function main() {
	const report = {};
	await revoke(createDeps(report), report);
	process.stdout.write('', () => process.exit());
}
module.exports = __webpack_exports__;
