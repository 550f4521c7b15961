// Record a cassette with go-vcr: make_go_vcr.py runs this, and hands it the requests.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/dnaeon/go-vcr/recorder"
)

type wanted struct {
	Method  string
	URL     string
	Headers map[string]string
	Body    []byte // which encoding/json reads as base64
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	var requests []wanted
	check(json.NewDecoder(os.Stdin).Decode(&requests))
	local := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+os.Getenv("CAPTURE_PORT"))
	}
	transport := &http.Transport{DialContext: local, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	record, err := recorder.NewAsMode(os.Args[1], recorder.ModeRecording, transport)
	check(err)
	client := &http.Client{Transport: record}
	for _, one := range requests {
		var body io.Reader
		if one.Body != nil {
			body = bytes.NewReader(one.Body)
		}
		request, err := http.NewRequest(one.Method, one.URL, body)
		check(err)
		for name, value := range one.Headers {
			request.Header.Set(name, value)
		}
		response, err := client.Do(request)
		check(err)
		_, err = io.Copy(io.Discard, response.Body)
		check(err)
		check(response.Body.Close())
	}
	check(record.Stop())
}
