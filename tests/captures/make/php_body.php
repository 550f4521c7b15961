<?php
// Write the bodies that PHP makes of an event: make_php.py runs this.
[, $folder] = $argv;
$event = json_decode(stream_get_contents(STDIN), true);
file_put_contents("$folder/php-http-build-query.txt", http_build_query($event));
file_put_contents("$folder/php-http-build-query-rfc3986.txt", http_build_query($event, '', '&', PHP_QUERY_RFC3986));
file_put_contents("$folder/php-json-in-form.txt", http_build_query(['json' => json_encode($event)]));
file_put_contents("$folder/php-json-encode.json", json_encode($event));
file_put_contents("$folder/php-json-encode-pretty.json", json_encode($event, JSON_PRETTY_PRINT));
