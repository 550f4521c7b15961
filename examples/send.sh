#!/bin/sh
# What a server sends, as a command to copy.
APP_ID=kodemo-ios-4ea1

curl https://control.kochava.com/track/json \
  -H 'Content-Type: application/json' -H 'User-Agent: Unknown' \
  -d "{\"action\": \"event\", \"kochava_app_id\": \"$APP_ID\", \"kochava_device_id\": \"KI6F2E9A\", \"data\": {
    \"event_name\": \"View\", \"origination_ip\": \"203.0.113.7\", \"device_ver\": \"iPhone14,5-iOS-17.4\",
    \"device_ua\": \"\", \"device_ids\": {\"idfa\": \"8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D\"},
    \"app_tracking_transparency\": {\"att\": \"true\"}}}"

# PHP's http_build_query, and curl without a header, send a form.
curl https://control.kochava.com/track/json -d action=event -d kochava_app_id=$APP_ID -d 'data[event_name]=View'
