"""Starts LocalStack on the loopback address.

Its own web server takes from GATEWAY_LISTEN the port alone and listens on every address of the machine.
"""

from functools import partialmethod

from twisted.internet.endpoints import TCP4ServerEndpoint

TCP4ServerEndpoint.__init__ = partialmethod(TCP4ServerEndpoint.__init__, interface="127.0.0.1")

from localstack.runtime.main import main  # noqa: E402  only now may it be loaded

main()
