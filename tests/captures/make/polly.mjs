// Record with Polly.JS: `make_node.py` runs this, in a folder where `npm install @pollyjs/core
// @pollyjs/adapter-node-http @pollyjs/persister-fs` was done, and hands it the requests.
import {readFileSync} from 'node:fs';
import https from 'node:https';
import {createRequire} from 'node:module';

const require = createRequire(process.cwd() + '/');
const {Polly} = require('@pollyjs/core');
Polly.register(require('@pollyjs/adapter-node-http'));
Polly.register(require('@pollyjs/persister-fs'));
const [, , recordingsDir] = process.argv;
const requests = JSON.parse(readFileSync(0, 'utf8'));

const polly = new Polly('kochava', {
  adapters: ['node-http'],
  persister: 'fs',
  persisterOptions: {fs: {recordingsDir}},
  mode: 'record',
  logLevel: 'silent',
});

for (const {method, url, headers, body} of requests) {
  const content = body === null ? null : Buffer.from(body, 'base64');
  const length = content === null ? {} : {'Content-Length': content.length};
  await new Promise((resolve, reject) => {
    const request = https.request(url, {method, headers: {...headers, ...length}}, response => {
      response.resume();
      response.on('end', resolve);
    });
    request.on('error', reject);
    request.end(content);
  });
}
await polly.stop();
