'use strict';
var __webpack_exports__ = {}; // external "../main/index.js"
const index_js_namespaceObject = require('../main/index.js'); // ./src/revoke.ts
const longestMs = 3e4;
async function revoke(deps, report) {
	const {core, log, now} = deps;
	const saved = (0, index_js_namespaceObject.readSaved)(core);
	if (saved === void 0) return;
	log.mask(saved.token);
	if (saved.entry === void 0 && saved.expiresAt <= now()) {
		log.info('The access token has expired. Nothing is left to revoke.');
		return;
	}
	const failed = await cleanUp(saved, deps, report);
	if (failed === void 0) return;
	const until = Number.isNaN(saved.expiresAt) ? '' : ` (${(0, index_js_namespaceObject.toTheSecond)(saved.expiresAt)})`;
	const {reason, fix = `Make sure that the runner reaches ${saved.origin} until the job ends.`} = failed;
	log.warning(`The access token was not revoked and is valid until it expires${until}. ${reason} Fix: ${fix}`);
}
async function cleanUp(saved, deps, report) {
	try {
		const target = prepare(saved, deps, report);
		return saved.entry === void 0 ? await revokeSaved(saved.token, target, report) : await deleteSaved(saved, saved.entry, {target, deps, report});
	} catch (error) {
		return (0, index_js_namespaceObject.notDone)(error, saved.origin);
	}
}
function prepare({origin}, {core, log, env, connect}, report) {
	const inputs = (0, index_js_namespaceObject.readInputs)(core, log);
	const issuer = (0, index_js_namespaceObject.readIssuer)(inputs);
	const options = (0, index_js_namespaceObject.readConnection)(inputs, issuer, {log, workspace: (0, index_js_namespaceObject.workspaceOf)(env)});
	if (options.origin !== origin)
		throw (0, index_js_namespaceObject.configError)(
			'not-revoked',
			`The token was issued by ${origin}, but the inputs now name ${options.origin}.`,
			"Set 'domain' and 'endpoint' to values that do not change during the job."
		);
	report.issuer = issuer;
	return {issuer, inputs, cleanUp: {connection: connect({...options, timeoutMs: Math.min(options.timeoutMs, longestMs)}, log), log, origin}};
}
async function revokeSaved(token, {issuer, inputs, cleanUp: tools}, report) {
	const revoker = (0, index_js_namespaceObject.readRevoker)(inputs);
	if (revoker === void 0)
		throw (0, index_js_namespaceObject.configError)(
			'not-revoked',
			'The inputs no longer contain the credential that can revoke the token.',
			'Set the inputs of the step to values that do not change during the job.'
		);
	report.account = tools.log.clean(revoker.label);
	const failed = await (0, index_js_namespaceObject.revokeToken)(token, revoker, tools);
	if (failed === void 0) tools.log.info(`Revoked the access token at ${issuer} (${revoker.label}).`);
	return failed?.rejection === void 0 ? failed : {...failed, fix: fixOf(failed.rejection, tools.origin)};
}
function fixOf({error: {error, description}}, origin) {
	if (error === void 0) return `Configure the proxy or gateway in front of ${origin} to pass POST /oauth/v2/revoke.`;
	return description === 'token was not issued for this client'
		? "Set 'client-id' to the user name exactly as ZITADEL shows it, including capital letters: ZITADEL revokes a token only for this spelling."
		: "Check that the client secret was not replaced during the job, and that 'revocation-client-id' is the client ID of an active application (method None).";
}
async function deleteSaved({token, expiresAt}, entry, {target, deps, report}) {
	const {issuer, cleanUp: tools} = target;
	const expired = expiresAt <= deps.now();
	const failed = expired ? void 0 : await (0, index_js_namespaceObject.deleteToken)(entry, token, tools);
	if (!expired && failed === void 0) tools.log.info(`Deleted the access token at ${issuer}.`);
	if (!expired && failed?.rejection?.response.status !== 401)
		return failed && {...failed, fix: `Delete personal access token ${entry.id} of user ${entry.userId} in ZITADEL.`};
	const why = expired ? 'has expired' : 'is no longer valid';
	const name = `personal access token ${entry.id} of user ${entry.userId}`;
	const left = await deleteByAnother(entry, {target, deps, report}).catch(error => (0, index_js_namespaceObject.notDone)(error, tools.origin));
	tools.log.info(
		left === void 0
			? `The access token ${why}, and ${name} is no longer in the account's list at ${issuer}.`
			: `The access token ${why}, but ${name} is still in the account's list at ${issuer}. ${left.reason}`
	);
	return;
}
async function deleteByAnother(entry, {target: {inputs, cleanUp: tools}, deps, report}) {
	const quiet = {...deps, connect: () => tools.connection, log: {...deps.log, warning: () => {}}};
	const config = (0, index_js_namespaceObject.readConfig)(inputs, quiet, report);
	const {value} = await (0, index_js_namespaceObject.obtainToken)((0, index_js_namespaceObject.openSession)(config, quiet));
	const failed = await (0, index_js_namespaceObject.deleteToken)(entry, value, tools);
	if (config.revoker !== void 0) await (0, index_js_namespaceObject.revokeToken)(value, config.revoker, tools);
	return failed;
} // ./src/post-step.ts
const report = {};
revoke((0, index_js_namespaceObject.createDeps)(report), report).then(index_js_namespaceObject.exit);
module.exports = __webpack_exports__;
