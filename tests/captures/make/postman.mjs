// Write a collection with Postman's SDK: `make_postman.py` runs this, in a folder where `npm install postman-collection`
// was done, and hands it the requests.
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const require = createRequire(process.cwd() + '/');
const {Collection, Item, ItemGroup, Response} = require('postman-collection');
const [, , target, kind] = process.argv;
const requests = JSON.parse(readFileSync(0, 'utf8'));

const VARIABLES = {
  base_url: 'https://control.kochava.com',
  app_id: 'kochava-test-android-1a2b',
  device_id: 'KATEST0000000001',
};

function named(text) {
  return Object.entries(VARIABLES).reduce((made, [name, value]) => made.replaceAll(value, `{{${name}}}`), text);
}

function item({name, method, url, headers, body}) {
  const header = Object.entries(headers).map(([key, value]) => ({key, value}));
  header.push({key: 'X-Debug', value: '1', disabled: true});
  const request = {method, header, url: named(url), description: `Sends ${name}.`};
  if (headers['Content-Type'] === 'application/x-www-form-urlencoded') {
    const urlencoded = [...new URLSearchParams(body)].map(([key, value]) => ({key, value: named(value), type: 'text'}));
    urlencoded.push({key: 'debug', value: '1', type: 'text', disabled: true});
    request.body = {mode: 'urlencoded', urlencoded};
    request.header = header.slice(1); // which Postman adds
  } else if (body !== null) {
    request.body = {mode: 'raw', raw: named(body), options: {raw: {language: 'json'}}};
  }
  const made = new Item({name, request});
  if (name === 'clean') {
    const headers = [{key: 'Content-Type', value: 'application/json'}];
    const originalRequest = request;
    made.responses.add(new Response({name: 'Success', originalRequest, code: 200, headers, body: '{"success": "1"}'}));
  }
  return made;
}

const collection = new Collection({
  info: {name: `Kochava server-to-server (${kind})`},
  variable: Object.entries(VARIABLES).map(([key, value]) => ({key, value, type: 'string'})),
  event: [{listen: 'prerequest', script: {type: 'text/javascript', exec: ['// nothing to do']}}],
});
const folder = new ItemGroup({name: 'Server to server', description: 'What our servers send.'});
const inner = new ItemGroup({name: 'Installs'});
for (const request of requests) {
  (request.name === 'install' ? inner : folder).items.add(item(request));
  if (request.name === 'install') folder.items.add(inner);
}
collection.items.add(folder);
const document = collection.toJSON();
document.info = {...document.info, schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'};
writeFileSync(target, JSON.stringify(document, null, '\t') + '\n');
