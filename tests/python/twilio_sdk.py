"""Twilio's own SDK at work for the tests: a list of jobs in (JSON on stdin), a list of results out (JSON on stdout).

`sign` signs as Twilio does. `conversation`, `dial`, `hang_up` write TwiML with the SDK and compare it with ours: equal as XML,
whatever the order of attributes and the white space between elements.
"""

import json
import sys
from xml.etree.ElementTree import canonicalize

from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Connect, Dial, Start, VoiceResponse


def sign(job):
    validator = RequestValidator(job["token"])
    signature = validator.compute_signature(job["url"], job["fields"])
    assert validator.validate(job["url"], job["fields"], signature)
    return signature


def conversation(job):
    response = VoiceResponse()
    start = Start()
    start.recording(
        channels="dual",
        recording_status_callback=job["recording_status"],
        recording_status_callback_event="in-progress completed absent",
    )
    response.append(start)
    connect = Connect()
    stream = connect.stream(url=job["stream"], name=job["name"], status_callback=job["stream_status"])
    stream.parameter(name="token", value=job["token"])
    response.append(connect)
    response.redirect(job["after"], method="POST")
    return compared(response, job)


def dial(job):
    response = VoiceResponse()
    call = Dial(action=job["action"], method="POST", timeout=25)
    call.number(job["number"])
    response.append(call)
    return compared(response, job)


def hang_up(job):
    response = VoiceResponse()
    response.hangup()
    return compared(response, job)


def compared(response, job):
    theirs = canonicalize(str(response), strip_text=True)
    ours = canonicalize(job["ours"], strip_text=True)
    return {"theirs": theirs, "ours": ours}


JOBS = {"sign": sign, "conversation": conversation, "dial": dial, "hang_up": hang_up}

json.dump([JOBS[job["do"]](job) for job in json.load(sys.stdin)], sys.stdout)
