
nock('https://control.kochava.com:443', {"encodedQueryParams":true})
  .post('/track/json', {"action":"event","kochava_app_id":"kochava-test-android-1a2b","kochava_device_id":"KATEST0000000001","data":{"event_name":"Purchase","origination_ip":"203.0.113.17","device_ver":"Pixel 8-Android-14","device_ua":"Mozilla%2F5.0%20(Linux%3B%20Android%2014%3B%20Pixel%208)%20AppleWebKit%2F537.36","device_ids":{"adid":"bbbbbbbb-cccc-4ddd-8eee-ffffffffffff"},"usertime":1718000000,"app_version":"3.2.0","currency":"EUR","event_data":{"sum":49.9,"name":"Skis","content_id":"sku-204"}}})
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});

nock('https://control.kochava.com:443', {"encodedQueryParams":true})
  .post('/track/json', {"action":"event","kochava_app_id":"kochava-test-ios-3c4d","kochava_device_id":"KITEST0000000002","data":{"event_name":"Add to Cart","origination_ip":"203.0.113.18","device_ver":"iPhone14,5-iOS-17.4","device_ua":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)","device_ids":{"idfa":"11111111-2222-4333-8444-555555555555"},"app_tracking_transparency":{"att":true,"att_time":1717990000,"att_detail":"authorized"},"usertime":1718000001,"currency":"CHF","event_data":{"name":"L'été à Zürich: \"Ski\" \\ Board / 50 % off! 🎿","description":"tab\there, line\nbreak, $HOME, ${HOME}, $(id), `id`, %PATH%, ^caret, !wow, #1 & <b>|</b>; {{x}}'","comment":"- a: b # no comment, é, é,  , 🎿","trailing":"ends with spaces   ","sum":1.5}}})
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});

nock('https://shop.example:443', {"encodedQueryParams":true})
  .post('/api/orders', {"order":7,"note":"not for Kochava"})
  .query({"id":"7"})
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});

nock('https://control.kochava.com:443', {"encodedQueryParams":true})
  .post('/track/json', {"action":"install","kochava_app_id":"kochava-test-ios-3c4d","kochava_device_id":"KITEST0000000002","data":{"origination_ip":"203.0.113.18","device_ver":"iPhone14,5-iOS-17.4","device_ua":"","device_ids":{"idfa":"","idfv":"66666666-7777-4888-9999-aaaaaaaaaaaa"},"app_tracking_transparency":{"att":false,"att_detail":"notDetermined"}}})
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});

nock('https://control.kochava.com:443', {"encodedQueryParams":true})
  .post('/track/json', "1f8b08000000000002034d505d6bc23014fd2b23206cd084a4ed66f5cd817b7183311d3e96d8dc6dc19a96242d6ed2ffbe1b53d1f39270cf39f7e39c88acbc6e0c9913e8c17892907d53fdc85e96b26d4bad90180bd483f3541a651bada890e9ee46aca0d71544fd6ab159ae37fc02813225bd24f3539c511a7900d4bd7716cd0e906facfed646864d4add2297f28c712644c6c434f863fb1e6cf0e923d477055d5c56c9af8a0ec790b7e64fd7b59ca42f8f8c4f527effaa4d779c64cff81f4df81379ac9cdbe15b3c04ba6d6bd8c26ea57db06753963d5dbb6be5c215529defdc8da01582e64a295a0000fdba011912d239b05e8793c554143194848478f11e17c3cf58ca380eaa3a6bc154bf585a7e7e60212676c9cf750732cf676c969031c4f55ebbe06b8c0fc2f3626edfd194e76418867f5a5e6109e0010000")
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});

nock('https://control.kochava.com:443', {"encodedQueryParams":true})
  .post('/track/json', "action=event&kochava_app_id=kochava-test-android-1a2b&kochava_device_id=KATEST0000000001&data%5Bevent_name%5D=Purchase&data%5Borigination_ip%5D=203.0.113.17&data%5Bdevice_ver%5D=Pixel+8-Android-14&data%5Bdevice_ua%5D=&data%5Bdevice_ids%5D%5Badid%5D=bbbbbbbb-cccc-4ddd-8eee-ffffffffffff&data%5Bevent_data%5D%5Bname%5D=Caf%C3%A9+%26+Ski")
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});

nock('https://control.kochava.com:443', {"encodedQueryParams":true})
  .get('/v1/cpi/click')
  .query({"campaign_id":"kochava-test-campaign","device_id":"device-id-test"})
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});

nock('https://control.kochava.com:443', {"encodedQueryParams":true})
  .post('/track/json', {"action":"event","kochava_app_id":"kochava-test-android-1a2b","kochava_device_id":"KATEST0000000001","data":{"event_name":"View","origination_ip":"203.0.113.17","device_ver":"Pixel 8-Android-14","device_ua":"","device_ids":{"adid":"bbbbbbbb-cccc-4ddd-8eee-ffffffffffff"},"usertime":1718000002,"event_data":{"name":"Café / Zürich 🎿","uri":"app://kochava-test/é"}}})
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});

nock('https://control.kochava.com:443', {"encodedQueryParams":true})
  .post('/track/json', {"action":"event","kochava_app_id":"kochava-test-android-1a2b","kochava_device_id":"KATEST0000000001","data":{"event_name":"Purchase","origination_ip":"203.0.113.17","device_ver":"Pixel 8-Android-14","device_ua":"Mozilla%2F5.0%20(Linux%3B%20Android%2014%3B%20Pixel%208)%20AppleWebKit%2F537.36","device_ids":{"adid":"bbbbbbbb-cccc-4ddd-8eee-ffffffffffff"},"usertime":1718000000,"app_version":"3.2.0","currency":"EUR","event_data":{"sum":49.9,"name":"Skis","content_id":"sku-204"}}})
  .reply(200, {"success":"1"}, {
  'access-control-allow-headers': 'content-type, content-encoding',
  'access-control-allow-origin': '*',
  'content-length': '16',
  'content-type': 'application/json',
  date: 'Mon, 23 Nov 2026 18:15:28 GMT',
  server: 'test'
});
