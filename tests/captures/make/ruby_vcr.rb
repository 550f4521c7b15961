# Record a cassette with Ruby's VCR: `make_ruby_vcr.py` runs this, and hands it the requests.
require "base64"
require "json"
require "net/http"
require "vcr"
require "webmock"

PORT = Integer(ENV.fetch("CAPTURE_PORT"))
folder, name, kind = ARGV

# Every connection leads to the local server.
TCPSocket.singleton_class.prepend(
  Module.new do
    def open(_host, _port, *_rest)
      super("127.0.0.1", PORT)
    end
  end,
)

VCR.configure do |config|
  config.cassette_library_dir = folder
  config.hook_into :webmock
  config.default_cassette_options = { record: :all }
  config.filter_sensitive_data("<KOCHAVA_DEVICE_ID>") { "KATEST0000000001" } if kind == "filtered"
  if kind == "filtered"
    config.filter_sensitive_data("<KOCHAVA_APP_ID>") do |interaction|
      JSON.parse(interaction.request.body)["kochava_app_id"]
    rescue JSON::ParserError
      nil
    end
  end
end

options = { serialize_with: kind == "json" ? :json : :yaml, preserve_exact_body_bytes: kind == "preserved" }
VCR.use_cassette(name, options) do
  JSON.parse($stdin.read).each do |wanted|
    uri = URI(wanted["url"])
    request = Net::HTTP.const_get(wanted["method"].capitalize).new(uri, wanted["headers"])
    unless wanted["body"].nil?
      body = Base64.strict_decode64(wanted["body"])
      text = body.dup.force_encoding("UTF-8")
      request.body = text.valid_encoding? ? text : body
    end
    Net::HTTP.start(uri.host, uri.port, use_ssl: true, verify_mode: OpenSSL::SSL::VERIFY_NONE) do |http|
      http.request(request)
    end
  end
end
