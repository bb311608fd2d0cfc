"""Verifies tokens with PyJWT, one a line, against the JWK Set at the address that is its only argument.

Answers each with a line of JSON: the key id, or why it was refused.
"""

import json
import sys

import jwt

# Kept for five minutes, and asked for again at once where a key id is not in it: both are PyJWT's own defaults.
keys = jwt.PyJWKClient(sys.argv[1])

for line in sys.stdin:
    token = line.strip()
    try:
        key = keys.get_signing_key_from_jwt(token)
        jwt.decode(token, key.key, algorithms=["RS256", "ES256", "PS256", "EdDSA"])
        answer = {"kid": key.key_id}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
