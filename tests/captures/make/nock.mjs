// Record with nock: `make_node.py` runs this, in a folder where `npm install nock` was done, and hands it the requests.
import {readFileSync, writeFileSync} from 'node:fs';
import https from 'node:https';
import {createRequire} from 'node:module';

const require = createRequire(process.cwd() + '/');
const {default: nock = require('nock')} = require('nock');
const [, , objects, code] = process.argv;
const requests = JSON.parse(readFileSync(0, 'utf8'));

function send({method, url, headers, body}) {
  return new Promise((resolve, reject) => {
    const content = body === null ? null : Buffer.from(body, 'base64');
    const length = content === null ? {} : {'Content-Length': content.length};
    const request = https.request(url, {method, headers: {...headers, ...length}}, response => {
      response.resume();
      response.on('end', resolve);
    });
    request.on('error', reject);
    request.end(content);
  });
}

for (const [target, output_objects] of [
  [objects, true],
  [code, false],
]) {
  nock.recorder.rec({output_objects, dont_print: true, enable_reqheaders_recording: output_objects});
  for (const request of requests) await send(request);
  const played = nock.recorder.play();
  nock.recorder.clear();
  nock.restore();
  nock.activate();
  writeFileSync(target, output_objects ? JSON.stringify(played, null, 4) + '\n' : played.join('\n') + '\n');
}
