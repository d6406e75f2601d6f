"""Reading figures and the cases behind them."""
