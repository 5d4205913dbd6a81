"""Where a broker is, as the settings say it; listening to a real one is a drill."""

from shanzhi.couriers.broker import Broker, broker_at


def test_addresses():
    assert broker_at("mqtts://a:p%40ss@broker.example") == Broker("broker.example", 8883, "a", "p@ss", tls=True)
    assert broker_at("mqtt://10.0.0.7:1884", "two") == Broker("10.0.0.7", 1884, name="two")
    assert (broker_at(""), broker_at("http://a"), broker_at("mqtt://")) == (None, None, None)
