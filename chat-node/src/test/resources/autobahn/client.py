# Runs the fuzzing client of the Autobahn testsuite in Jython: SPECIFICATION is a file with what it is to do.
# The suite is of 2013, and looks at each byte in Python; where large messages make that a matter of minutes, Java does it.
import json
import sys

sys.path.insert(0, '__pyclasspath__')

from java.lang import String
from java.util import BitSet

from autobahn import websocket
from autobahn.utf8validator import Utf8Validator

LARGE = 512

original_masker = websocket.createXorMasker
original_validate = Utf8Validator.validate


class Masker:
    def __init__(self, mask):
        self.mask = mask
        self.sent = 0

    def pointer(self):
        return self.sent

    def reset(self):
        self.sent = 0

    def process(self, data):
        length = len(data)
        if length == 0:
            return data
        start = self.sent & 3
        self.sent += length
        mask = (self.mask * (length // 4 + 2))[start:start + length]
        # A bit behind the last byte keeps trailing zeros.
        masked = bits(data + '\1')
        masked.xor(bits(mask + '\0'))
        return String(masked.toByteArray(), 0, length, 'ISO-8859-1').toString().encode('latin-1')


def bits(data):
    return BitSet.valueOf(String(data).getBytes('ISO-8859-1'))


def quick_masker(mask, length=None):
    return Masker(mask) if length is not None and length >= LARGE else original_masker(mask, length)


def quick_validate(self, data):
    if self.state == 0 and len(data) >= LARGE and String(data).matches('[\\x00-\\x7f]*'):
        self.i += len(data)
        return True, True, len(data), self.i
    return original_validate(self, data)


websocket.createXorMasker = quick_masker
Utf8Validator.validate = quick_validate

from autobahntestsuite import wstest

with open(SPECIFICATION) as specification:
    wstest.start({'mode': 'fuzzingclient'}, json.load(specification))
